import Descent

let digits = try loadData("digits")
let model = FunctionModel { x, scope in
  let hidden = relu(scope.dense(x, 64, name: "hidden"))
  return scope.dense(hidden, 10, name: "output")
}
let trainer = try Trainer(
  model, on: digits.train, loss: .softmaxCrossEntropy(),
  optimizer: Optimizer(Adam(), learningRate: 0.01))
let run = try trainer.run()
if let test = digits.test { print(try run.model.evaluate(test)) }
