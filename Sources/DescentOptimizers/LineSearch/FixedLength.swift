/// No search: the guess is taken, wherever it leads.
struct FixedLength: LineSearch {
  func search(_ line: inout Line, from guess: Double, _ oracle: inout Oracle) -> Trial? {
    line.trial(at: guess, &oracle)
  }
}
