import Descent

// How far the line through (0, 1), (1, 3), (2, 4) and (3, 7) with this intercept and slope is off.
func error(_ line: Tensor) -> Tensor {
  let x = Tensor(NDArray([1.0, 0, 1, 1, 1, 2, 1, 3], shape: [4, 2]))
  let residuals = matmul(x, line) - Tensor(NDArray([1.0, 3, 4, 7]))
  return (residuals * residuals).sum()
}

// One step of gradient descent.
func step(_ line: Tensor) -> [Tensor] {
  let value = error(line)
  return [line - 0.05 * gradient(of: value, withRespectTo: [line])[0], value]
}

print("The function\n\n\(Program(.init([2]), threads: 1) { line in [error(line)] })\n")
let program = Program(.init([2]), threads: 1, step)
print("A step of gradient descent\n\n\(program)\n")

var line = NDArray([0.0, 0.0])
for k in 0..<200 {
  let results = program(line)
  if [0, 1, 2, 199].contains(k) { print("\(k): \(line.doubles), error \(results[1].scalar)") }
  line = results[0]
}
