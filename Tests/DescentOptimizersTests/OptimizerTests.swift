import DescentCore
import DescentOptimizers
import Testing

@Suite struct OptimizerTests {
  private func sgd(rate: Double = 0.1, _ change: (inout Optimizer) -> Void) -> Optimizer {
    var optimizer = Optimizer(SGD(), learningRate: rate)
    change(&optimizer)
    return optimizer
  }

  @Test func `clipping by norm is PyTorch's`() {
    let optimizer = sgd { $0.wrappers = [ClipNorm(1)] }
    // ‖(3, 4)‖ = 5 is scaled by 1/(5 + 1e-6); ‖(0.3, 0.4)‖ is left alone.
    let points = trajectory(optimizer, from: [0, 0], gradients: [[3, 4], [0.3, 0.4]])
    let factor: Double = 1 / (5 + 1e-6)
    let first = [-0.3 * factor, -0.4 * factor]
    expectClose(points, [first, [first[0] - 0.03, first[1] - 0.04]], relative: 1e-15)
  }

  @Test func `clipping by norm is right where float32 cannot hold the norm's square`() {
    let optimizer = sgd { $0.wrappers = [ClipNorm(1)] }
    // Half a unit of float32 in each of three roundings.
    expectClose(
      trajectory(optimizer, from: [0, 0], .float32, gradients: [[1.5e38, 2e38]]), [[-0.06, -0.08]],
      relative: 3e-7)
  }

  @Test func `clipping by value bounds each element`() {
    let optimizer = sgd(rate: 1) { $0.wrappers = [ClipValue(0.5)] }
    #expect(
      trajectory(optimizer, from: [0, 0, 0], gradients: [[3, -4, 0.25]])
        == [[-0.5, 0.5, -0.25]])
  }

  @Test func `both clippings go by norm first`() {
    let optimizer = sgd(rate: 1) { $0.wrappers = [ClipNorm(1), ClipValue(0.7)] }
    expectClose(
      trajectory(optimizer, from: [0, 0], gradients: [[3, 4]]), [[-3 / (5 + 1e-6), -0.7]],
      relative: 1e-15)
  }

  @Test func `penalties come after clipping and decay beside the direction`() {
    let optimizer = sgd {
      $0.wrappers = [ClipNorm(1)]
      ($0.l2, $0.l1, $0.weightDecay) = (0.5, 0.25, 0.125)
    }
    let start = [2.0, -4.0, 0]
    let g = [0, 0, 1000.0]
    let expected = zip(start, g).map { p, g in
      let penalized = g / (1000 + 1e-6) + 0.5 * p + 0.25 * (p == 0 ? 0 : p.sign == .minus ? -1 : 1)
      return p - 0.1 * (penalized + 0.125 * p)
    }
    expectClose(trajectory(optimizer, from: start, gradients: [g]), [expected], relative: 1e-15)
  }

  @Test func `penalties pass through the rule, decay does not`() {
    // Adam's first direction is the sign of what it is handed.
    var optimizer = Optimizer(Adam(), learningRate: 0.1)
    optimizer.l2 = 0.01
    expectClose(
      trajectory(optimizer, from: [5], gradients: [[0]]), [[4.9]], relative: 1e-6)
    (optimizer.l2, optimizer.weightDecay) = (0.0, 0.01)
    expectClose(
      trajectory(optimizer, from: [5], gradients: [[0]]), [[5 - 0.1 * 0.01 * 5]],
      relative: 1e-15)
  }

  @Test(arguments: [DType.float64, .float32, .uint8, .bool])
  func `decay and penalties act only where the mask is 1`(type: DType) {
    let mask = NDArray([1.0, 0, 1, 0]).converted(to: type)
    let changes: [(inout Optimizer) -> Void] = [
      { $0.l2 = 0.5 }, { $0.l1 = 0.5 }, { $0.weightDecay = 0.5 }, { $0.rule = AdamW() },
    ]
    for change in changes {
      let points = trajectory(
        sgd(change), from: [1, 1, -2, -2], .float32, mask: mask, gradients: [[0, 0, 0, 0]])
      #expect(points[0][0] < 1 && points[0][2] > -2)
      #expect(points[0][1] == 1 && points[0][3] == -2)
    }
  }

  @Test func `AdamW's decay adds to the optimizer's own`() {
    var optimizer = Optimizer(AdamW.with { $0.weightDecay = 0.25 }, learningRate: 0.1)
    optimizer.weightDecay = 0.5
    expectClose(
      trajectory(optimizer, from: [4], gradients: [[0]]), [[4 - 0.1 * 0.75 * 4]],
      relative: 1e-15)
  }

  @Test func `the gradient's norm is that of the gradient as given`() {
    var optimizer = sgd {
      $0.wrappers = [ClipNorm(0.1), ClipValue(0.1)]
      $0.l2 = 1.0
    }
    optimizer.weightDecay = 1.0
    var stepper = Stepper(optimizer, start: NDArray([1.0, 1]))
    stepper.advance([3, 4])
    #expect(stepper.gradientNorm == 5)
    stepper.advance([.nan, 1])
    #expect(stepper.gradientNorm.isNaN)
    stepper.advance([-.infinity, 1])
    #expect(stepper.gradientNorm == .infinity)
  }

  @Test func `what is off adds nothing to the program`() {
    let start = NDArray([Double](repeating: 1, count: 1000))
    var plainStepper = Stepper(sgd { _ in }, start: start)
    let plain = plainStepper.program.description
    for name in ["minimum", "maximum", "sign", "add"] { #expect(!plain.contains(name)) }
    var clipped = Stepper(sgd { $0.wrappers = [ClipNorm(1)] }, start: start)
    // The norm, then the update.
    #expect(clipped.program.description.split(separator: "loop over 1000 elements").count == 3)
  }

  @Test func `a schedule multiplies the learning rate`() throws {
    let schedule = try Schedule("step:every=2,factor=0.5,warmup=1")
    let optimizer = Optimizer(SGD(), learningRate: 8, schedule: schedule)
    #expect((0..<6).map(optimizer.learningRate) == [0, 8, 8, 4, 4, 2])
    let points = trajectory(
      optimizer, from: [0], gradients: [[Double]](repeating: [1], count: 6))
    #expect(points.map { $0[0] } == [0, -8, -16, -20, -24, -26])
  }

  @Test func `a rule brings its default learning rate`() {
    #expect(Optimizer(Adam()).learningRate == 0.001)
    #expect(Optimizer(SGD()).learningRate == 0.01)
  }

  @Test(arguments: [
    ("learning-rate", "-1", "a number in [0, ∞)"), ("frozen", "maybe", "true or false"),
    ("l1", "x", "a number in [0, ∞)"),
  ])
  func `a bad setting names key, range and value`(key: String, value: String, range: String) throws
  {
    var treatment = Treatment(SGD())
    let error = try #require(throws: DescentError.self) { try treatment.set(key, to: value) }
    #expect("\(error)" == "\(key) of optimizer: expected \(range), found '\(value)'")
  }

  @Test func `one line says all that determines the steps`() throws {
    var optimizer = Optimizer(Nesterov(), schedule: try Schedule("cosine:steps=9,final=0.5"))
    optimizer.wrappers = [ClipNorm(1)]
    #expect(
      optimizer.description == "optimizer=nesterov set=momentum=0.9 learning-rate=0.01 "
        + "weight-decay=0 l2=0 l1=0 frozen=false schedule=cosine:steps=9,final=0.5 "
        + "wrap clip-norm=bound=1,epsilon=1e-06 seed of the optimizer=0")
  }
}
