// SPDX-License-Identifier: Apache-2.0

import Glibc

@main
struct Main {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        exit(await Gnomectl.run(arguments: arguments, environment: .process, output: .standard).rawValue)
    }
}
