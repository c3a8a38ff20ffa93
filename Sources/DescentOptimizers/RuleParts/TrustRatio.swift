import DescentCore

/// ‖p‖/(‖u‖ + ε), how far a step along u may go in a tensor p; 1 where either norm is 0.
func trustRatio(_ p: Tensor, _ u: Tensor, _ epsilon: Coefficient = 0.0) -> Tensor {
  select((p .== 0) .| (u .== 0), 1, p / (u + epsilon))
}
