import CDescentKernels

/// A fused loop as the kernels run it: operands, straight-line instructions over registers, what
/// is stored and what is reduced. Memory is named by graph entries; addresses come later.
struct LoopBody: Sendable {
  /// How element i of an operand is found; the cases are those of `descent_access`.
  enum Access: Hashable, Sendable {
    case direct
    case scalar
    case periodic(Int)
    case repeated(Int)
    case rows(indices: Int, width: Int, count: Int)
    case strided(sizes: [Int], strides: [Int])
    case addends
    case counter(period: Int, limit: Int)
    case number(Double)
  }

  struct Operand: Hashable, Sendable {
    /// The entry whose memory is read, views not resolved; nil for counters and numbers.
    var source: Int?
    var access: Access
  }

  struct Instruction: Sendable {
    var opcode: descent_opcode
    var destination: Int
    var arguments: [Int]

    /// The name of the opcode in a printed program.
    var name: String {
      let unary = Unary.allCases.first { $0.opcode == opcode }?.rawValue
      let binary = Binary.allCases.first { $0.opcode == opcode }?.rawValue
      switch opcode {
      case DESCENT_COPY: return "copy"
      case DESCENT_SELECT: return "select"
      case DESCENT_MULTIPLY_ADD: return "multiplyAdd"
      case DESCENT_MULTIPLY_SUBTRACT: return "multiplySubtract"
      case DESCENT_SUBTRACT_PRODUCT: return "subtractProduct"
      default: return unary ?? binary ?? "?"
      }
    }
  }

  struct Output: Sendable {
    var entry: Int
    var register: Int
    /// Whether the register may be the output's memory itself.
    var isDirect = false
    /// The input whose memory it is written over.
    var overwritten: Int?
  }

  struct Reduction: Sendable {
    var entry: Int
    var register: Int
    var kind: descent_reduction_kind
    var block: Int
    var inner: Int
  }

  var type: DType
  var count: Int
  var operands: [Operand] = []
  var instructions: [Instruction] = []
  var outputs: [Output] = []
  var reductions: [Reduction] = []
  var registerCount = 0
}

extension Unary {
  /// The kernel instruction for this function.
  var opcode: descent_opcode {
    // swift-format-ignore
    switch self {
    case .negate: DESCENT_NEGATE
    case .abs: DESCENT_ABS
    case .sign: DESCENT_SIGN
    case .floor: DESCENT_FLOOR
    case .ceil: DESCENT_CEIL
    case .round: DESCENT_ROUND
    case .square: DESCENT_SQUARE
    case .sqrt: DESCENT_SQRT
    case .rsqrt: DESCENT_RSQRT
    case .cbrt: DESCENT_CBRT
    case .reciprocal: DESCENT_RECIPROCAL
    case .relu: DESCENT_RELU
    case .exp: DESCENT_EXP
    case .expm1: DESCENT_EXPM1
    case .log: DESCENT_LOG
    case .log1p: DESCENT_LOG1P
    case .sin: DESCENT_SIN
    case .cos: DESCENT_COS
    case .tan: DESCENT_TAN
    case .asin: DESCENT_ASIN
    case .acos: DESCENT_ACOS
    case .atan: DESCENT_ATAN
    case .sinh: DESCENT_SINH
    case .cosh: DESCENT_COSH
    case .tanh: DESCENT_TANH
    case .asinh: DESCENT_ASINH
    case .acosh: DESCENT_ACOSH
    case .atanh: DESCENT_ATANH
    case .sigmoid: DESCENT_SIGMOID
    case .softplus: DESCENT_SOFTPLUS
    case .erf: DESCENT_ERF
    case .isFinite: DESCENT_IS_FINITE
    case .not: DESCENT_NOT
    }
  }
}

extension Binary {
  /// The kernel instruction for this function.
  var opcode: descent_opcode {
    switch self {
    case .add: DESCENT_ADD
    case .subtract: DESCENT_SUBTRACT
    case .multiply: DESCENT_MULTIPLY
    case .divide: DESCENT_DIVIDE
    case .power: DESCENT_POWER
    case .uniform: DESCENT_UNIFORM
    case .minimum: DESCENT_MINIMUM
    case .maximum: DESCENT_MAXIMUM
    case .less: DESCENT_LESS
    case .lessEqual: DESCENT_LESS_EQUAL
    case .equal: DESCENT_EQUAL
    case .notEqual: DESCENT_NOT_EQUAL
    case .and: DESCENT_AND
    case .or: DESCENT_OR
    }
  }
}

extension Reduction {
  var kind: descent_reduction_kind {
    switch self {
    case .sum: DESCENT_SUM
    case .max: DESCENT_MAX
    case .min: DESCENT_MIN
    }
  }
}
