public import DescentCore

/// All that can be named: the registries are its only source.
public enum Catalogue {
  /// A name, and how its entry is made: costs are counted only where they are asked for.
  private typealias Item = (name: String, entry: () -> CatalogueEntry)

  private static var methodItems: [Item] {
    solverTypes.map { type in (type.name, { CatalogueEntry(type) }) }
      + OptimizerRegistry.rules.map { type in (type.name, { CatalogueEntry(type) }) }
  }

  /// The solvers for functions, then those for models alone.
  private static var solverTypes: [any (Solver & Described).Type] {
    let others = SolverRegistry.trainers.filter { trainer in
      !SolverRegistry.solvers.contains { $0.name == trainer.name }
    }
    return SolverRegistry.solvers + others
  }

  private static var allItems: [Item] {
    methodItems + WrapperRegistry.all.map { type in (type.name, { CatalogueEntry(type) }) }
      + Schedule.curves.map { type in (type.name, { CatalogueEntry(type) }) }
  }

  /// What `--optimizer` takes: solvers first, then the update rules.
  public static var methods: [CatalogueEntry] { methodItems.map { $0.entry() } }

  /// What can be put around an update rule, the outermost first.
  public static var wrappers: [CatalogueEntry] { WrapperRegistry.all.map { CatalogueEntry($0) } }

  /// What `--schedule` takes.
  public static var schedules: [CatalogueEntry] { Schedule.curves.map { CatalogueEntry($0) } }

  /// Everything there is: methods, wrappers, schedules.
  public static var all: [CatalogueEntry] { allItems.map { $0.entry() } }

  /// The method with this name.
  ///
  /// - Throws: For an unknown name, with the nearest one as advice.
  public static func method(named name: String) throws(DescentError) -> CatalogueEntry {
    try entry(named: name, "optimizer", among: methodItems)
  }

  /// The method, wrapper or schedule with this name.
  ///
  /// - Throws: For an unknown name, with the nearest one as advice.
  public static func entry(named name: String) throws(DescentError) -> CatalogueEntry {
    try entry(named: name, "optimizer, wrapper or schedule", among: allItems)
  }

  private static func entry(
    named name: String, _ subject: String, among items: [Item]
  ) throws(DescentError) -> CatalogueEntry {
    guard let item = items.first(where: { $0.name == name }) else {
      throw .unknown(subject, name, among: items.map(\.name))
    }
    return item.entry()
  }
}
