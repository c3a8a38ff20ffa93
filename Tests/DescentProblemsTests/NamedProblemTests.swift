import DescentProblems
import Testing

@Suite struct NamedProblemTests {
  @Test func `every problem has its name`() {
    for problem in MoreGarbowHillstrom.all + HockSchittkowski.all {
      let named = TestProblem.named(problem.name)
      #expect(named?.name == problem.name && named?.dimension == problem.dimension)
    }
    for family in ProblemFamily.allCases {
      #expect(TestProblem.named("\(family.rawValue)-16")?.dimension == 16)
    }
  }

  @Test(arguments: [
    ("osborne1", "osborne-1", 5), ("watson_12", "watson", 12), ("Chebyquad9", "chebyquad", 9),
    ("rosenbrock2", "rosenbrock", 2), ("rosenbrock10", "chained-rosenbrock", 10),
    ("extended_rosenbrock100", "extended-rosenbrock", 100), ("penalty1", "penalty-1", 10),
    ("penalty1_4", "penalty-1", 4), ("broyden banded 7", "broyden-banded", 7),
    ("rosenbrock_in_disk", "rosenbrock-in-disk", 2),
    ("linear-rank-1-zeros 5", "linear-rank-1-zeros", 5),
  ])
  func `names may end in the dimension, signs aside`(text: String, name: String, n: Int) throws {
    let problem = try #require(TestProblem.named(text))
    #expect(problem.name == name && problem.dimension == n)
  }

  @Test(arguments: ["", "12", "nothing", "wood5", "watson1", "extended-wood-6", "extended-wood-0"])
  func `other names have none`(text: String) {
    #expect(TestProblem.named(text)?.name == nil)
  }
}
