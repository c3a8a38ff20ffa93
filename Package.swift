// swift-tools-version: 6.2
import PackageDescription

var strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
var strictC: [CSetting] = []
// `make check` sets it. Not a flag of the command line: that would reach the dependencies, too.
if Context.environment["DESCENT_WARNINGS_ARE_ERRORS"] != nil {
  strict.append(.treatAllWarnings(as: .error))
  strictC.append(.treatAllWarnings(as: .error))
}

let package = Package(
  name: "Descent",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Descent", targets: ["Descent"]),
    .library(name: "DescentProblems", targets: ["DescentProblems"]),
    .executable(name: "descent", targets: ["DescentCommand"]),
    .executable(name: "descent-bench", targets: ["DescentBench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(
      name: "CDescentKernels", cSettings: strictC),
    .target(
      name: "DescentCore",
      dependencies: [
        "CDescentKernels",
        .target(name: "COpenBLAS", condition: .when(platforms: [.linux])),
      ],
      swiftSettings: strict,
      linkerSettings: [.linkedFramework("Accelerate", .when(platforms: [.macOS]))]),
    .target(
      name: "DescentOptimizers", dependencies: ["DescentCore"], swiftSettings: strict),
    .target(
      name: "DescentProblems", dependencies: ["DescentCore", "DescentOptimizers"],
      swiftSettings: strict),
    .target(
      name: "DescentTraining",
      dependencies: ["DescentCore", "DescentOptimizers", "CZlib"],
      exclude: ["Data/Resources/README.md"],
      resources: [.copy("Data/Resources/digits.csv.gz")],
      swiftSettings: strict),
    .target(
      name: "DescentExperiments",
      dependencies: ["DescentCore", "DescentOptimizers", "DescentTraining"],
      swiftSettings: strict),
    .target(
      name: "Descent",
      dependencies: ["DescentCore", "DescentOptimizers", "DescentTraining", "DescentExperiments"],
      swiftSettings: strict),
    .executableTarget(
      name: "DescentCommand",
      dependencies: [
        "Descent", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "DescentBench",
      dependencies: [
        "Descent", "DescentProblems",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/DescentBench", swiftSettings: strict),
    .executableTarget(
      name: "Digits", dependencies: ["Descent"], path: "Examples/Digits", swiftSettings: strict),
    .executableTarget(
      name: "HowItWorks", dependencies: ["Descent"], path: "Examples/HowItWorks",
      swiftSettings: strict),
    .executableTarget(
      name: "Rosenbrock", dependencies: ["Descent"], path: "Examples/Rosenbrock",
      swiftSettings: strict),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "DescentCoreTests",
      dependencies: ["DescentCore", "CDescentKernels", "CAllocationCounter"],
      swiftSettings: strict),
    .testTarget(
      name: "DescentOptimizersTests", dependencies: ["DescentOptimizers"], swiftSettings: strict),
    .testTarget(
      name: "DescentProblemsTests", dependencies: ["DescentProblems"], swiftSettings: strict),
    .testTarget(
      name: "DescentTrainingTests", dependencies: ["DescentTraining", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "DescentExperimentsTests",
      dependencies: ["Descent", "DescentExperiments", "TestSupport"],
      resources: [.copy("NIST")], swiftSettings: strict),
    .testTarget(
      name: "DescentCommandTests", dependencies: ["DescentCommand", "Descent", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ReferenceTests",
      dependencies: ["Descent", "DescentCommand", "DescentProblems", "TestSupport"],
      resources: [.copy("Data")], swiftSettings: strict),
    .testTarget(name: "DocumentationTests", swiftSettings: strict),
  ]
)
