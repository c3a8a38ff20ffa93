import DescentCore
import Foundation
import Testing

@testable import DescentOptimizers

@Suite struct ScheduleTests {
  @Test(arguments: [
    "constant", "step:every=3,factor=0.2", "exponential:decay=0.9,staircase=true",
    "cosine:steps=1000", "cosine:final=0.25", "constant:warmup=5,start=0.5",
    "cosine:warmup=100", "cosine:warmup=100,start=0.1,warmup-shape=exponential",
    "multi-step:milestones=30/80/80,factor=0.2", "sgdr:steps=15/30,warmup=3/5,peak=1/0.5",
    "piecewise:at=10/20,factors=0.5/0.1,shape=linear", "exponential:final=0.1",
    "sequence:at=5/20,of=[linear:initial=0.1,final=1;cosine:warmup=2;constant:factor=0.05]",
    "product:of=[constant:factor=0.1,steps=4;sequence:at=3,of=[linear;plateau]],warmup=2",
    "one-cycle:three-phase=true,shape=linear,style=optax", "plateau:threshold-mode=abs,mode=max",
    "demon:steps=50,momentum=0.95", "momentum-ramp:every=100,limit=0.999",
  ])
  func `a line is printed as it is read`(text: String) throws {
    #expect(try Schedule(text).description == text)
  }

  @Test func `a printed line gives the same factors`() throws {
    for name in Schedule.names {
      let settings = [
        "sgdr": "steps=7/9,warmup=3", "multi-step": "milestones=5/9,warmup=3",
        "piecewise": "at=3,factors=0.5,warmup=2",
        "sequence": "at=5,of=[linear;cosine:warmup=2],warmup=3", "product": "of=[linear;step]",
      ]
      let text = "\(name):\(settings[name] ?? "warmup=3,start=0.1")"
      let schedule = try Schedule(text).resolved(totalSteps: 50)
      let again = try Schedule(schedule.description)
      #expect((0..<60).map(schedule.factor) == (0..<60).map(again.factor))
    }
  }

  @Test(arguments: [
    ("multi-step", "milestones of multi-step: expected at least one step, found none"),
    (
      "piecewise",
      "piecewise: expected rising steps in at=, and as many in factors=, found neither"
    ),
    (
      "sequence",
      "of of sequence: expected schedules in brackets, such as [linear;cosine], found none"
    ),
    (
      "product",
      "of of product: expected schedules in brackets, such as [linear;cosine], found none"
    ),
    (
      "sequence:of=[linear;cosine]",
      "at of sequence: expected rising steps, one fewer than schedules in of=[...], found none for 2"
    ),
    (
      "one-cycle:three-phase=true,rise=0.2,fall=0.9",
      "one-cycle: expected three-phase=true or fall, found both, fall=0.9"
    ),
    ("one-cycle:rise=0.9,fall=0.5", "rise of one-cycle: expected at most fall=0.5, found 0.9"),
    (
      "one-cycle:rise=0.6,three-phase=true",
      "rise of one-cycle: expected at most 0.5 with three-phase, found 0.6"
    ),
    (
      "cosine-restarts:period=1e-300,growth=2",
      "period of cosine-restarts: expected a number in [1, ∞), found '1e-300'"
    ),
  ])
  func `what would do nothing, or jump, is refused`(text: String, message: String) throws {
    let error = try #require(throws: DescentError.self) { _ = try Schedule(text) }
    #expect("\(error)" == message)
  }

  @Test func `a cosine without steps ends with the run`() throws {
    let schedule = try Schedule("cosine:final=0.2,warmup=10").resolved(totalSteps: 50)
    #expect(schedule.factor(at: 0) == 0 && schedule.factor(at: 10) == 1)
    #expect(abs(schedule.factor(at: 30) - 0.6) < 1e-15 && schedule.factor(at: 50) == 0.2)
    #expect(schedule.factor(at: 500) == 0.2)
    let given = try Schedule("cosine:steps=7").resolved(totalSteps: 50)
    #expect(given.description == "cosine:steps=7")
    let short = try Schedule("cosine:warmup=10").resolved(totalSteps: 5)
    #expect(short.factor(at: 20) == 0)
    let long = try Schedule("cosine").resolved(totalSteps: .max - 1)
    #expect(long.factor(at: 1000) == 1)
    let endless = try Schedule("cosine:warmup=1e9").resolved(totalSteps: 5)
    #expect(endless.factor(at: 4) < 1e-8)
  }

  @Test func `without resolving a cosine stays where it starts`() throws {
    #expect(try Schedule("cosine").factor(at: 1_000_000) == 1)
  }

  @Test func `a closure is a schedule`() {
    let schedule = Schedule { 1 / Double(1 + $0) }
    #expect((0..<3).map(schedule.factor) == [1, 0.5, 1 / 3])
    #expect(schedule.description == "closure")
  }

  /// The factor at each of these steps.
  private func factors(_ text: String, _ steps: [Int]) throws -> [Double] {
    let schedule = try Schedule(text).resolved(totalSteps: 100)
    return steps.map { schedule.factor(at: $0) }
  }

  private func expect(_ found: [Double], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-12, "\(found)") }
  }

  @Test func `the step sizes of theory are one over t, over its root, and between`() throws {
    let steps = [0, 1, 2, 8, 99]
    let t = steps.map { Double($0 + 1) }
    try expect(factors("inverse-time", steps), t.map { 1 / $0 })
    try expect(factors("inverse-square-root", steps), t.map { 1 / $0.squareRoot() })
    try expect(factors("power-law:power=0.5", steps), t.map { 1 / $0.squareRoot() })
    try expect(
      factors("inverse-time:decay=2,every=4,staircase=true", [3, 4, 11]), [1, 1 / 3.0, 0.2])
  }

  @Test func `warm-up and inverse root of the same length are the transformer's schedule`() throws {
    let found = try factors("inverse-square-root:shift=40,warmup=40", [0, 10, 40, 90])
    expect(found, [0, 0.25, 1, 2 / 3.0])
  }

  @Test func `each kind of warm-up ends at one`() throws {
    for (shape, middle) in [
      ("constant", 0.04), ("linear", 0.52), ("cosine", 0.52), ("exponential", 0.2),
      ("square-root", 0.04 + 0.96 * 0.5.squareRoot()),
    ] {
      let text = "constant:warmup=10,start=0.04,warmup-shape=\(shape)"
      try expect(factors(text, [0, 5, 10]), [0.04, middle, 1])
    }
  }

  @Test func `the stable rate falls in the last part of the run`() throws {
    let text = "warmup-stable-decay:decay=0.25,final=0.1,warmup=20,start=0.5"
    // Of the 80 steps after the warm-up the last 20.
    try expect(factors(text, [0, 10, 20, 80, 90, 100, 200]), [0.5, 0.75, 1, 1, 0.55, 0.1, 0.1])
  }

  @Test func `what a gradient adds to all later steps falls in a straight line`() throws {
    let found = try factors("demon:momentum=0.8", [0, 25, 50, 75, 100, 150])
    // β/(1 − β), which is 4 at first.
    expect(found.map { 0.8 * $0 / (1 - 0.8 * $0) }, [4, 3, 2, 1, 0, 0])
    try expect(
      factors("demon:momentum=0.8,steps=4", [1, 2, 3]), [0.75 / 0.8, 0.5 / 0.6, 0.25 / 0.4])
  }

  @Test func `a momentum that rises is that of Sutskever and others`() throws {
    let steps = [0, 249, 250, 499, 500, 750, 12_249, 12_250, 100_000]
    let found = try factors("momentum-ramp:limit=0.99", steps).map { 0.99 * $0 }
    expect(found, [0.5, 0.5, 0.75, 0.75, 5 / 6.0, 0.875, 1 - 1 / 98.0, 0.99, 0.99])
    for (step, momentum) in zip(steps, found) {
      let paper = min(1 - pow(2, -1 - log2((Double(step) / 250).rounded(.down) + 1)), 0.99)
      #expect(abs(momentum - paper) < 1e-14)
    }
    try expect(factors("momentum-ramp:every=2,limit=0.7", [1, 2, 9]), [0.5 / 0.7, 1, 1])
  }

  @Test func `a momentum that falls is DEMON's`() throws {
    let gradients = randomGradients(8, count: 1, seed: 3)
    var optimizer = Optimizer(HeavyBall.with { $0.momentum = 0.8 }, learningRate: 0.1)
    try optimizer.setSchedule(try Schedule("demon:momentum=0.8,steps=6"), of: "momentum")
    var (theta, v) = (2.0, 0.0)
    let expected = gradients.enumerated().map { t, g in
      let left = max(1 - Double(t) / 6, 0)
      let beta = 0.8 * left / ((1 - 0.8) + 0.8 * left)
      v = beta * v - 0.1 * g[0]
      theta += v
      return [theta]
    }
    expectClose(trajectory(optimizer, from: [2], gradients: gradients), expected, relative: 1e-14)
  }

  @Test func `restarts take their peak down where they are told to`() throws {
    let text = "cosine-restarts:period=4,growth=2,decay=0.5,final=0.1"
    try expect(factors(text, [0, 2, 4, 8, 12]), [1, 0.55, 0.5, 0.3, 0.25])
  }

  @Test func `equal periods restart at their ends`() throws {
    let text = "cosine-restarts:period=4,decay=0.5"
    try expect(
      factors(text, [0, 1, 4, 6, 8, 10, 12]),
      [1, (1 + 0.5.squareRoot()) / 2, 0.5, 0.25, 0.25, 0.125, 0.125])
  }

  @Test func `a bound of a course that rises is above it`() throws {
    try expect(
      factors("exponential:decay=2,final=5,begin=1", [0, 1, 2, 3, 4, 99]), [1, 1, 2, 4, 5, 5])
    try expect(
      factors("exponential:decay=0.5,final=0.2,begin=1", [0, 1, 2, 3, 4, 99]),
      [1, 1, 0.5, 0.25, 0.2, 0.2])
  }

  @Test func `parts of a sequence take the steps up to the next one`() throws {
    let text = "sequence:at=20/60,of=[linear:initial=0,final=1;cosine;constant:factor=0.5]"
    try expect(factors(text, [0, 10, 20, 40, 59, 60, 99]).prefix(4).map { $0 }, [0, 0.5, 1, 0.5])
    try expect(factors(text, [60, 99]), [0.5, 0.5])
  }

  @Test func `a plateau inside a product remembers what it saw`() throws {
    var schedule = try Schedule("product:of=[plateau:patience=1,factor=0.5;step:every=10]")
    for value in [3.0, 2, 2, 2] { schedule.observe(value) }
    #expect(schedule.factor(at: 0) == 0.5 && schedule.factor(at: 10) == 0.05)
    var other = try Schedule(schedule.description)
    #expect(other.factor(at: 0) == 1)
    other.memory = schedule.memory
    for value in [2, Double.nan] {
      schedule.observe(value)
      other.observe(value)
    }
    #expect(other.factor(at: 0) == 0.25 && schedule.factor(at: 0) == 0.25)
  }

  @Test func `a value that is no number is never the best`() throws {
    var schedule = try Schedule("plateau:patience=0,factor=0.5")
    for value in [Double.nan, 5, 4] { schedule.observe(value) }
    #expect(schedule.factor(at: 0) == 0.5)
  }

  @Test(arguments: [
    (
      "cosin",
      "schedule: expected one of constant, cosine, cyclic, demon, sgdr, step and 15 others, "
        + "found 'cosin'; did you mean 'cosine'?"
    ),
    (
      "step:evry=3",
      "setting of step: expected one of every, factor, start, warmup, warmup-shape, found 'evry'"
        + "; did you mean 'every'?"
    ),
    ("step:every=2.5", "every of step: expected a whole number in [1, 1000000000], found '2.5'"),
    ("cosine:steps=0", "steps of cosine: expected a whole number in [1, ∞], found '0'"),
    ("cyclic:decay=0", "decay of cyclic: expected a number in (0, ∞), found '0'"),
    (
      "step:warmup=-1", "warmup of schedule: expected a whole number in [0, 1000000000], found '-1'"
    ),
    ("step:every", "setting of step: expected key=value, found 'every'"),
    (
      "",
      "schedule: expected one of cosine, cyclic, demon, linear, sgdr, step and 15 others, "
        + "found ''"
    ),
    (
      "multi-step:milestones=3/x",
      "milestones of multi-step: expected whole numbers in [0, 1000000000] with / between, found '3/x'"
    ),
    (
      "piecewise:at=3/2,factors=1/2",
      "piecewise: expected rising steps in at=, and as many in factors=, found 3/2 and 1/2"
    ),
    (
      "sequence:at=3,of=[linear]",
      "at of sequence: expected rising steps, one fewer than schedules in of=[...], found 3 for 1"
    ),
    (
      "product:of=linear",
      "of of product: expected schedules in brackets, such as [linear;cosine], found 'linear'"
    ),
    (
      "product:of=[linear",
      "schedule: expected brackets that match, at most 8 deep, found 'product:of=[linear'"
    ),
    (
      "product:of=[linear;cosine:steps=0]",
      "steps of cosine: expected a whole number in [1, ∞], found '0'"
    ),
    (
      "linear:warmup=3,warmup-shape=exponential",
      "setting of schedule: expected start above 0 with warmup-shape=exponential, found start=0"
    ),
    ("linear:start=3", "setting of schedule: expected warmup with start, found start alone"),
  ])
  func `a bad line says what is wrong`(text: String, message: String) throws {
    let error = try #require(throws: DescentError.self) { try Schedule(text) }
    #expect("\(error)" == message)
  }
}
