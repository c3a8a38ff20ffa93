import Descent

extension JSONObject {
  /// What the catalogue says about an entry.
  init(_ entry: CatalogueEntry) {
    let (rule, cost) = (entry.rule, entry.cost)
    self = [
      "name": entry.name, "family": entry.family, "summary": entry.summary,
      "formula": entry.formula,
      "hyperparameters": JSONArray(entry.hyperparameters.map { JSONObject($0) }),
      "learningRate": rule.map { SettingValue.number($0.learningRate) },
      "rateCourse": rule?.rateCourse.rawValue, "tuning": rule?.tuning,
      "view": rule?.view.rawValue, "batch": rule?.batch.rawValue,
      "stateVectors": entry.stateVectors.map(SettingValue.number),
      "cost": cost.map { ["matrix": JSONObject($0.matrix), "vector": JSONObject($0.vector)] }
        as JSONObject?,
      "source": entry.source,
    ]
  }

  private init(_ setting: CatalogueEntry.Setting) {
    self = [
      "key": setting.key, "default": setting.default, "range": setting.range,
      "meaning": setting.meaning,
    ]
  }

  /// What is counted of a step; `memory`, `operations` for each parameter.
  private init(_ cost: StepCost) {
    self = [
      "memory": SettingValue.number(cost.memory),
      "operations": SettingValue.number(cost.operations),
      "gradients": SettingValue.number(cost.gradients),
      "hessianVectorProducts": SettingValue.number(cost.hessianVectorProducts),
      "usesValue": cost.usesValue, "usesOtherValues": cost.usesOtherValues,
    ]
  }
}

/// A JSON array of objects.
private struct JSONArray: JSONFragment {
  let json: String

  init(_ objects: [JSONObject]) { json = "[\(objects.map(\.json).joined(separator: ","))]" }
}
