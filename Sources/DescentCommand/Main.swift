import Foundation

@main
enum Main {
  static func main() {
    let status = RootCommand.run(Array(CommandLine.arguments.dropFirst()), on: .standard)
    exit(status.rawValue)
  }
}
