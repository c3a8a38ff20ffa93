import DescentCore
import DescentOptimizers
import Testing

@Suite struct ScheduleTests {
  /// What each recorded course is here, its base rate, and how many of its values are the same.
  private static let courses: [(id: String, rate: Double, text: String, count: Int)] = [
    ("torch.StepLR", 0.1, "step:every=7,factor=0.5", 31),
    ("torch.ExponentialLR", 0.1, "exponential:decay=0.9", 26),
    // After T_max PyTorch climbs again, ours stays.
    ("torch.CosineAnnealingLR", 0.1, "cosine:steps=20,final=0.01", 21),
    ("optax.constant_schedule", 0.1, "constant", 4),
    (
      "optax.exponential_decay", 0.1,
      "exponential:decay=0.5,every=6,final=0.2,warmup=2,start=1", 26
    ),
    ("optax.exponential_decay.staircase", 0.1, "step:every=6,factor=0.5", 26),
    ("optax.cosine_decay_schedule", 0.1, "cosine:steps=20,final=0.05", 31),
    ("optax.warmup_constant_schedule", 0.1, "constant:warmup=6", 16),
    // Optax's decay_steps of 40 include the warm-up.
    ("optax.warmup_cosine_decay_schedule", 0.1, "cosine:steps=32,final=0.01,warmup=8", 46),
    (
      "optax.warmup_exponential_decay_schedule", 0.1,
      "exponential:decay=0.6,every=6,final=0.05,warmup=8", 41
    ),
  ]

  @Test(arguments: courses.map(\.id))
  func `a course is the recorded one`(id: String) throws {
    let course = try #require(Self.courses.first { $0.id == id })
    let recorded = try #require(try Reference.courses().first { $0.id == id })
    let schedule = try Schedule(course.text)
    let found = (0..<course.count).map { course.rate * schedule.factor(at: $0) }
    expectClose(
      found.map { [$0] }, recorded.values.prefix(course.count).map { [$0] },
      relative: recorded.rtol)
  }

  @Test(arguments: [
    "constant", "step:every=30,factor=0.1", "exponential:decay=0.999,every=1,final=0",
    "cosine:steps=1000,final=0", "cosine:final=0.25", "constant:warmup=5,start=0.5",
    "cosine:final=0,warmup=100,start=0",
  ])
  func `a line is printed as it is read`(text: String) throws {
    #expect(try Schedule(text).description == text)
  }

  @Test func `a printed line gives the same factors`() throws {
    for name in Schedule.names {
      let schedule = try Schedule("\(name):warmup=3,start=0.1").resolved(totalSteps: 50)
      let again = try Schedule(schedule.description)
      #expect((0..<60).map(schedule.factor) == (0..<60).map(again.factor))
    }
  }

  @Test func `a cosine without steps ends with the run`() throws {
    let schedule = try Schedule("cosine:final=0.2,warmup=10").resolved(totalSteps: 50)
    #expect(schedule.factor(at: 0) == 0 && schedule.factor(at: 10) == 1)
    #expect(abs(schedule.factor(at: 30) - 0.6) < 1e-15 && schedule.factor(at: 50) == 0.2)
    #expect(schedule.factor(at: 500) == 0.2)
    let given = try Schedule("cosine:steps=7").resolved(totalSteps: 50)
    #expect(given.description == "cosine:steps=7,final=0")
    let short = try Schedule("cosine:warmup=10").resolved(totalSteps: 5)
    #expect(short.factor(at: 20) == 0)
    let long = try Schedule("cosine").resolved(totalSteps: .max - 1)
    #expect(long.factor(at: 1000) == 1)
    let endless = try Schedule("cosine:warmup=1e300").resolved(totalSteps: 5)
    #expect(endless.factor(at: 4) < 1e-290)
  }

  @Test func `without resolving a cosine stays where it starts`() throws {
    #expect(try Schedule("cosine").factor(at: 1_000_000) == 1)
  }

  @Test func `a closure is a schedule`() {
    let schedule = Schedule { 1 / Double(1 + $0) }
    #expect((0..<3).map(schedule.factor) == [1, 0.5, 1 / 3])
    #expect(schedule.description == "closure")
  }

  @Test(arguments: [
    (
      "cosin",
      "schedule: expected one of constant, cosine, exponential, step, found 'cosin'"
        + "; did you mean 'cosine'?"
    ),
    (
      "step:evry=3",
      "setting of step: expected one of every, factor, start, warmup, found 'evry'"
        + "; did you mean 'every'?"
    ),
    ("step:every=2.5", "every of step: expected a whole number in [1, ∞), found '2.5'"),
    ("cosine:steps=0", "steps of cosine: expected a whole number in [1, ∞], found '0'"),
    ("exponential:decay=2", "decay of exponential: expected a number in (0, 1], found '2'"),
    ("step:warmup=-1", "warmup of schedule: expected a whole number in [0, ∞), found '-1'"),
    ("step:every", "setting of step: expected key=value, found 'every'"),
    ("", "schedule: expected one of constant, cosine, exponential, step, found ''"),
  ])
  func `a bad line says what is wrong`(text: String, message: String) throws {
    let error = try #require(throws: DescentError.self) { try Schedule(text) }
    #expect("\(error)" == message)
  }
}
