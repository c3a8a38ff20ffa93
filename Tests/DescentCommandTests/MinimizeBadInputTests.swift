import Descent
import Foundation
import TestSupport
import Testing

@testable import DescentCommand

/// Every mistake is answered with one sentence, exit code 2, and nothing else.
struct MinimizeBadInputTests {
  @Test(arguments: [
    (
      "x + y --start x=1",
      "--start: expected a first value of every name in the formula, found none of 'y'; give "
        + "y=..., or --let for constants"
    ),
    (
      "x*sin(rate) --start x=1 rat=2",
      "--start, name in the formula: expected one of rate, x, found 'rat'; did you mean 'rate'?"
    ),
    ("x*a --start x=1 --let b=2", "--let, name in the formula: expected one of a, x, found 'b'"),
    (
      "x*a --start X=1",
      "--start, name in the formula: expected one of a, x, found 'X'; did you mean 'x'?"
    ),
    (
      "x*a --start x=1 a=2 --let a=3",
      "'a': expected --start, for a variable, or --let, for a constant, found both"
    ),
    ("a^2 --let a=3", "--start: expected at least one variable, found none"),
    ("3 --start x=3", "--start: expected no names, as in the formula, found 'x'"),
    ("x^2 --start x", "--start: expected NAME=VALUE, found 'x'"),
    ("x^2 --start x=1 x=2", "--start: expected each name once, found 'x' twice"),
    ("x^2 --start x=inf", "--start x: expected a finite number, found 'inf'"),
    ("x^2 --start x=1/0", "--start x: expected finite numbers, found '1/0'"),
    (
      "x^2 --start x=two",
      "--start x: expected a value of each name, found 'two'\n  two\n  ^^^"
    ),
    (
      "x^2 --start x=[1,2",
      "--start x: expected a ']' that closes this '[', found the end of the formula\n  [1,2\n  ^"
    ),
    (
      "x^2 --start x=random:0",
      "--start x: expected random, random:LENGTH or random:ROWS,COLUMNS, found 'random:0'"
    ),
    (
      "x^2 --start x=random:99999999999,99999999999",
      "--start x: expected random, random:LENGTH or random:ROWS,COLUMNS, found "
        + "'random:99999999999,99999999999'"
    ),
    (
      "2*(x+1 --start x=1",
      "formula: expected a ')' that closes this '(', found the end of the formula\n  2*(x+1\n    ^"
    ),
    (
      "[x,2*x] --start x=1",
      "formula: expected a single number to minimize, found a result of shape [2]; sum(...) or "
        + "mean(...) makes a number of it"
    ),
    (
      "sum(A@x) --start x=[1,2] --let A=[[1,2,3]]",
      "formula: expected as many columns before '@' as rows after it, found [1, 3] and [2]\n"
        + "  sum(A@x)\n       ^"
    ),
    ("x^2 --start x=1 --optimizer sgd,sgd", "--optimizer: expected each name once, found sgd,sgd"),
    (
      "x^2 --start x=1 --optimizer adam --set beta=1",
      "setting of adam: expected one of beta1, beta2, epsilon, epsilon-root, found 'beta'; did you mean 'beta1'?"
    ),
    (
      "x^2 --start x=1 --optimizer adam --set beta1=1",
      "beta1 of adam: expected a number in [0, 1), found '1'"
    ),
    (
      "x^2 --start x=1 --optimizer adam,sgd --set momentum=1",
      "setting of adam,sgd: expected one of beta1, beta2, epsilon, epsilon-root, found 'momentum'"
    ),
    (
      "x^2 --start x=1 --optimizer lbfgs --set memory=0",
      "memory of lbfgs: expected a whole number in [1, 1000000000], found '0'"
    ),
    (
      "x^2 --start x=1 --optimizer newton --learning-rate 0.1",
      "--learning-rate: expected an update rule to go with it, found newton"
    ),
    (
      "x^2 --start x=1 --optimizer newton --schedule cosine",
      "--schedule: expected an update rule to go with it, found newton"
    ),
    (
      "x^2 --start x=1 --optimizer sgd --schedule cosinus",
      "schedule: expected one of constant, cosine, cyclic, demon, linear, sgdr and 15 others, found "
        + "'cosinus'; did you mean 'cosine'?"
    ),
    (
      "x^2 --start x=1 --optimizer momentum --schedule dampening=cosine",
      "schedule of dampening: expected a number for its factors to multiply, other than 0, found "
        + "dampening 0"
    ),
    ("log(x) --start x=-1", "start: expected a finite value there, found nan"),
    (
      "sqrt(x) --start x=0",
      "start: expected a finite gradient there, found a norm of inf; another start may do"
    ),
    (
      "x^2 --start x=1 --plot p.svg",
      "--plot: expected two variables, both numbers, found x of shape []"
    ),
    ("(-x)^0.5 --start x=1", "start: expected a finite value there, found nan"),
    ("x^2 --start x=@", "--start x: expected @FILE.csv, found '@'"),
    (
      "x^2+y^2 --start x=1 y=1 --trace a --plot ./a",
      "--plot: expected another file than that of --trace, found ./a"
    ),
  ])
  func `a mistake in what is asked for`(line: String, sentence: String) {
    // A formula with blanks stands before the first flag.
    let formula = line.components(separatedBy: " --")[0]
    let flags = line.dropFirst(formula.count).split(separator: " ").map(String.init)
    let call = descent(["minimize", formula] + flags)
    #expect(call.status == 2 && call.output.isEmpty)
    #expect(call.errors == "descent: \(sentence)\n")
  }

  // Not to the letter: other tests may register rules meanwhile.
  @Test func `an unknown optimizer is answered with the names and the nearest`() {
    let call = descent("minimize", "x^2", "--start", "x=1", "--optimizer", "newtn")
    #expect(call.status == 2 && call.output.isEmpty)
    #expect(call.errors.hasPrefix("descent: optimizer: expected one of "))
    #expect(call.errors.hasSuffix(", found 'newtn'; did you mean 'newton'?\n"))
  }

  @Test(arguments: [",", "newton,", "newton,,adam"])
  func `a name that is missing in a list of optimizers is told`(list: String) {
    let call = descent("minimize", "x^2", "--start", "x=1", "--optimizer", list)
    #expect(call.status == 2 && call.output.isEmpty)
    #expect(call.errors.hasSuffix(", found ''\n"))
  }

  @Test(arguments: [
    ("--learning-rate", "-0.1", "a number above 0"),
    ("--steps", "-1", "a whole number of at least 0"),
    ("--gradient-tolerance", "-1e-8", "a number of at least 0"),
    ("--gradient-tolerance", "nan", "a number of at least 0"),
    ("--seconds", "0", "a number above 0"),
    ("--seed", "-1", "a whole number from 0 to 2^64 - 1"),
    ("--threads", "0", "a whole number from 1 to 256"),
    ("--precision", "float16", "one of float32, float64"),
  ])
  func `a flag names itself, what it takes and what was found`(
    flag: String, value: String, expected: String
  ) {
    let call = descent("minimize", "x^2", "--start", "x=1", flag, value)
    #expect(call.status == 2 && call.output.isEmpty)
    #expect(call.errors.hasPrefix("descent: The value '\(value)' is invalid for '\(flag) <"))
    #expect(call.errors.contains(">': expected \(expected)\n"), "\(call.errors)")
  }

  @Test(arguments: [
    ("1,2\n3\n", ", line 2: expected 2 fields as in the first row, found 1"),
    ("1,2\n3,four\n", ", line 2, column 2: expected a number, found 'four'"),
    ("a,b\n", ": expected rows of data, found only a header"),
    ("", ": expected rows of data, found an empty file"),
  ])
  func `a mistake in a file, with its place`(text: String, fragment: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "X.csv")
    let call = descent("minimize", "sum(X*x)", "--start", "x=1", "--let", "X=@\(path)")
    #expect(call.status == 2 && call.errors == "descent: \(path)\(fragment)\n", "\(call.errors)")
  }

  @Test func `a file that is not there, and one that cannot be`() throws {
    let folder = try TemporaryFolder()
    let missing = descent("minimize", "sum(X*x)", "--start", "x=1", "--let", "X=@\(folder("no"))")
    #expect(
      missing.status == 2 && missing.errors.hasPrefix("descent: \(folder("no")): expected a file"))
    for flag in ["--trace", "--plot"] {
      let path = try folder.write("1\n2\n", to: "v.csv")
      let replacing = descent(
        "minimize", "x^2+y^2+sum(v)", "--start", "x=1", "y=1", "--let", "v=@\(path)", flag, path)
      #expect(
        replacing.errors
          == "descent: \(flag): expected another file than that of --let, found \(path)\n")
      #expect(try replacing.status == 2 && folder.bytes(of: "v.csv") == Array("1\n2\n".utf8))
      let call = descent("minimize", "x^2+y^2", "--start", "x=1", "y=1", flag, folder("no/file"))
      #expect(call.status == 2 && call.output.isEmpty)
      #expect(call.errors.hasPrefix("descent: \(folder("no/file")): expected a name in a folder"))
    }
  }
}
