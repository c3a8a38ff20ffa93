import DescentCore

/// √(mean of x²)
func rms(_ x: Tensor) -> Tensor { sqrt((x * x).mean()) }

/// u/max(1, RMS(u)/d), an update whose RMS is at most d.
///
/// Shazeer & Stern 2018, arXiv:1804.04235, section 6.
func clippedByRMS(_ u: Tensor, _ d: Coefficient) -> Tensor { u / max(rms(u) / d, 1) }
