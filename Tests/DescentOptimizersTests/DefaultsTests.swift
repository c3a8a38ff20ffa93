import DescentOptimizers
import Testing

/// The defaults, on which runs and their records rely. They were compared with the signatures of
/// PyTorch 2.15, Optax 0.2.8 and pytorch_optimizer 4.1, and of the authors' code where a rule's
/// documentation says so.
@Suite struct DefaultsTests {
  private static let rules = """
    gradient-descent learning-rate=0.01
    sgd learning-rate=0.01
    mini-batch learning-rate=0.01
    sign-sgd learning-rate=0.001
    signum learning-rate=0.001 beta=0.9
    momentum learning-rate=0.01 momentum=0.9 dampening=0
    nesterov learning-rate=0.01 momentum=0.9
    mean-gradient learning-rate=0.01 beta=0.9 bias-correction=true
    heavy-ball learning-rate=0.01 momentum=0.9
    aggmo learning-rate=0.01 momentum1=0 momentum2=0.9 momentum3=0.99
    qhm learning-rate=1 beta=0.999 nu=0.7
    pid learning-rate=0.001 momentum=0.9 integral=5 derivative=10
    asgd learning-rate=0.01 lambda=0.0001 alpha=0.75 t0=1000000
    optimistic-gradient-descent learning-rate=0.01 alpha=1 beta=1
    rprop learning-rate=0.01 decrease=0.5 increase=1.2 smallest=1e-06 largest=50
    delta-bar-delta learning-rate=0.01 kappa=0.2 phi=0.2 theta=0.5 smallest=1e-08
    adagrad learning-rate=0.01 rate-decay=0 initial-accumulator=0 epsilon=1e-10 \
      epsilon-in-root=false
    adadelta learning-rate=1 rho=0.9 epsilon=1e-06
    rmsprop learning-rate=0.01 alpha=0.99 epsilon=1e-08 momentum=0 centered=false \
      epsilon-in-root=false nesterov=false rate-in-momentum=false bias-correction=false initial=0
    adam learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-08 epsilon-root=0
    adamw learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-08 epsilon-root=0 weight-decay=0.01
    amsgrad learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-08 epsilon-root=0 \
      corrected-maximum=false
    adamax learning-rate=0.002 beta1=0.9 beta2=0.999 epsilon=1e-08
    nadam learning-rate=0.002 beta1=0.9 beta2=0.999 epsilon=1e-08 epsilon-root=0 \
      momentum-decay=0.004
    nadamw learning-rate=0.002 beta1=0.9 beta2=0.999 epsilon=1e-08 epsilon-root=0 \
      momentum-decay=0.004 weight-decay=0.01
    nadamax learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-08 momentum-decay=0.004
    radam learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-08 epsilon-root=0 threshold=5 \
      epsilon-corrected=false nesterov=false
    adabelief learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-16 epsilon-root=1e-16 \
      nesterov=false
    adabound learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-08 final-rate=0.1 gamma=0.001
    yogi learning-rate=0.01 beta1=0.9 beta2=0.999 epsilon=0.001 initial=1e-06 initial-mean=0
    padam learning-rate=0.1 beta1=0.9 beta2=0.999 epsilon=1e-08 partial=0.25
    qhadam learning-rate=0.001 beta1=0.995 beta2=0.999 epsilon=1e-08 nu1=0.7 nu2=1
    laprop learning-rate=0.0004 beta1=0.9 beta2=0.999 epsilon=1e-15
    swats learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-09 tolerance=1e-09
    acprop learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-16 epsilon-root=1e-16
    diffgrad learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-08
    adopt learning-rate=0.001 beta1=0.9 beta2=0.9999 epsilon=1e-06 clipping=true nesterov=false
    adan learning-rate=0.001 beta1=0.98 beta2=0.92 beta3=0.99 epsilon=1e-08 epsilon-root=0 \
      change-weight=paper
    ademamix learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-08 epsilon-root=0 beta3=0.9999 \
      alpha=5
    simplified-ademamix learning-rate=1e-5 beta1=0.99 beta2=0.95 alpha=0 epsilon=1e-08 \
      epsilon-root=0
    optimistic-adam learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-08 epsilon-root=0 alpha=1 \
      beta=1 nesterov=false
    mars learning-rate=0.003 beta1=0.95 beta2=0.99 epsilon=1e-08 gamma=0.025 exact=false
    lion learning-rate=0.0001 beta1=0.9 beta2=0.99
    madgrad learning-rate=0.01 momentum=0.9 epsilon=1e-06
    ftrl learning-rate=0.1 power=0.5 beta=0 lambda1=0 lambda2=0 initial-accumulator=0.1
    lamb learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-06 epsilon-root=0 weight-decay=0 \
      form=optax
    lars learning-rate=1 momentum=0.9 dampening=0 nesterov=false trust-coefficient=0.001 epsilon=0 \
      weight-decay=0 norms=joint rate-in-momentum=true vectors=true
    novograd learning-rate=0.01 beta1=0.9 beta2=0.25 epsilon=1e-06 epsilon-root=0 weight-decay=0
    adafactor learning-rate=0.01 decay=0.8 epsilon=none floor=clamped clipping=1 relative=true \
      relative-floor=0.001 rate-cap=true momentum=0 fixed-decay=0 factored=true \
      smallest-factored=1
    came learning-rate=0.0002 beta1=0.9 beta2=0.999 beta3=0.9999 epsilon1=1e-30 epsilon2=1e-16 \
      clipping=1
    adam-mini learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-08 units=last
    stable-adamw learning-rate=0.001 beta1=0.9 beta2=0.99 epsilon=1e-08 clipping=1 \
      weight-decay=0.01
    adamp learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-08 nesterov=false delta=0.1 \
      decay-ratio=0.1 units=last weight-decay=0
    sgdp learning-rate=0.01 momentum=0.9 dampening=0 nesterov=false epsilon=1e-08 delta=0.1 \
      decay-ratio=0.1 units=last weight-decay=0
    tiger learning-rate=0.001 beta=0.965 weight-decay=0.01 relative=true
    sm3 learning-rate=0.1 momentum=0.9 epsilon=1e-08
    fromage learning-rate=0.01 min-norm=1e-06
    muon learning-rate=0.001 momentum=0.95 nesterov=true weight-decay=0.1 epsilon=1e-07 \
      iterations=5 a=3.4445 b=-4.775 c=2.0315 scale=original adaptive=false form=pytorch \
      vectors=adamw beta1=0.9 beta2=0.999 vector-decay=0
    shampoo learning-rate=0.001 momentum=0 weight-decay=0 epsilon=1e-06 interval=1 largest=1024
    soap learning-rate=0.003 beta1=0.95 beta2=0.95 shampoo-beta=none epsilon=1e-08 \
      weight-decay=0.01 interval=10 largest=10000 vectors=false bias-correction=true \
      normalized=false
    galore learning-rate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-06 rank=128 interval=200
    sophia learning-rate=0.001 beta1=0.965 beta2=0.99 gamma=0.01 epsilon=1e-08 clipping=1 \
      interval=10 estimator=hutchinson probes=1 examples=none bias-correction=true curvature-first=false \
      weight-decay=0.0001
    adahessian learning-rate=0.15 beta1=0.9 beta2=0.999 epsilon=0.0001 hessian-power=1 interval=1 \
      probes=1
    extragradient learning-rate=0.01 trial=1
    polyak-sgd learning-rate=1 f-min=0 scaling=1 epsilon=0 variant=sps
    sps-max learning-rate=1 f-min=0 c=0.5 growth=none
    armijo-sgd learning-rate=1 c=0.1 contraction=0.9 growth=1.02 trials=5
    momo learning-rate=1 beta=0.9 lower-bound=0 weight-decay=0 adapt-lower-bound=false
    momo-adam learning-rate=0.01 beta1=0.9 beta2=0.999 epsilon=1e-08 lower-bound=0 weight-decay=0 \
      adapt-lower-bound=false
    cocob learning-rate=1 alpha=100 epsilon=1e-08
    dog learning-rate=1 first=heuristic first-step=1e-06 epsilon=1e-08
    dowg learning-rate=1 first-distance=none epsilon=0.0001
    dadapt-sgd learning-rate=1 momentum=0.9 d-first=1e-06 growth=none
    dadapt-adamw learning-rate=1 beta1=0.9 beta2=0.999 epsilon=1e-08 d-first=1e-06 weight-decay=0 \
      bias-correction=true
    prodigy learning-rate=1 beta1=0.9 beta2=0.999 beta3=none epsilon=1e-08 d-first=1e-06 \
      d-factor=1 weight-decay=0 bias-correction=true safeguard=false
    adamg learning-rate=1 beta1=0.95 beta2=0.999 beta3=0.95 factor=0.2 power=0.24 epsilon=1e-08
    schedule-free-sgd learning-rate=1 momentum=0.9 step-power=0 rate-power=2 warmup=0 \
      late-warmup=false
    schedule-free-adamw learning-rate=0.0025 beta1=0.9 beta2=0.999 epsilon=1e-08 weight-decay=0 \
      step-power=0 rate-power=2 warmup=0 late-warmup=false
    schedule-free-radam learning-rate=0.0025 beta1=0.9 beta2=0.999 epsilon=1e-08 weight-decay=0 \
      step-power=0 rate-power=2 silent=true
    """

  private static let wrappers = """
    accumulate every=2 mean=true
    apply-every every=2
    finite-differences kind=central spacing=none
    qsgd levels=16
    random-k share=0.1 feedback=true
    spsa distance=0.1 gamma=0.101 alpha=0.602 stability=0 samples=1
    sign-compression feedback=true
    top-k share=0.1 feedback=true
    cautious
    centralize units=last
    clip-adaptive clipping=0.01 epsilon=0.001
    clip-norm bound=1 epsilon=1e-06
    clip-parameter-norm bound=1
    clip-rms bound=1
    clip-value bound=1
    ema decay=0.999 warmup=false
    grams
    keep-nonnegative
    look-ahead every=5 slow-step=0.5 reset=false
    maximize
    mechanic weight-decay=0.01 epsilon=1e-08 start=1e-06 betas=6
    noise variance=0.01 decay=0.55
    normalize norm=1 epsilon=1e-06
    polyak start=0.5 power=0
    reduce-on-plateau factor=0.1 patience=10 relative=0.0001 absolute=0 cooldown=0 window=1 \
      lowest=0
    sam radius=0.05 adaptive=false period=2 epsilon=1e-12 visible=false
    swa start=0.75 every=1
    scale-by-norm lowest=0.001
    skip-nonfinite limit=inf
    zero-nans
    """

  /// Key and value of each setting, by name.
  private static func table(_ text: String) -> [String: [String]] {
    text.split(separator: "\n").reduce(into: [:]) { table, line in
      let words = line.split(separator: " ").map(String.init)
      table[words[0]] = Array(words.dropFirst())
    }
  }

  /// Texts such as `beta1=0.9`.
  private static func texts(_ settings: some Configurable) -> [String] {
    settings.settings.map { "\($0.key)=\($0.value)" }
  }

  @Test func `rules begin with the numbers of those whose they are`() throws {
    let expected = Self.table(Self.rules)
    for (name, texts) in expected {
      let type = try OptimizerRegistry.rule(named: name)
      let rate = try #require(texts.first?.split(separator: "=").last)
      #expect(type.defaultLearningRate == Double(rate), "\(name)")
      #expect(Self.texts(try OptimizerRegistry.make(name)) == Array(texts.dropFirst()), "\(name)")
    }
    #expect(expected.count == 79)
  }

  @Test func `wrappers begin with the numbers of those whose they are`() throws {
    let expected = Self.table(Self.wrappers)
    for (name, texts) in expected {
      #expect(Self.texts(try WrapperRegistry.make(text: name)) == texts, "\(name)")
    }
    #expect(Set(expected.keys) == Set(WrapperRegistry.names))
  }
}
