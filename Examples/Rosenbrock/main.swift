import Descent

let solution = try minimize(from: ["x": -1.2, "y": 1], using: Newton()) { v in
  square(1 - v.x) + 100 * square(v.y - square(v.x))
}
print(solution.point["x"].scalar, solution.point["y"].scalar, solution.outcome.reason)
