// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeTransport

/// Turns what went wrong between gnomectl and the server into what a person needs to know.
enum ServerAnswer {
    /// The parts of RFC 9457 problem details that gnomectl shows.
    private struct Problem: Decodable {
        let title: String?
        let detail: String?
    }

    /// What an answer with a status of an error means.
    static func error(for response: HTTPResponse, server: ServerURL) -> CommandError {
        var error = explained(response, server)
        error.status = response.status
        return error
    }

    private static func explained(_ response: HTTPResponse, _ server: ServerURL) -> CommandError {
        let problem = try? JSONDecoder().decode(Problem.self, from: Data(response.body))
        let message =
            problem?.detail ?? problem?.title ?? "\(server.text) answered \(response.status) without an explanation."
        return switch response.status {
        case 401:
            CommandError(
                .denied, message,
                hint: "Log in with “gnomectl login”, or name the file of a token of this server with --token-file.")
        case 403: CommandError(.denied, message)
        case 412:
            CommandError(.failure, message, hint: "Somebody changed it in the meantime. Look at it, and try again.")
        case 429, 503: CommandError(.temporary, message, hint: pause(response))
        case 300..<400:
            CommandError(
                .failure, "\(server.text) points elsewhere: \(response.headers["Location"] ?? "nowhere").",
                hint: "Name the right server with --server.")
        default: CommandError(.failure, message)
        }
    }

    /// What a failure of the transport means.
    static func error(for error: TransportError, server: ServerURL) -> CommandError {
        switch error.code {
        case .unreachable, .timeout, .stopped:
            CommandError(
                .unreachable, "\(server.text) can't be reached: \(error.message)",
                hint: "Is gnome-server running there? Name another server with --server or GNOME_SERVER.")
        default: CommandError(.failure, "\(server.text): \(error.message)")
        }
    }

    private static func pause(_ response: HTTPResponse) -> String? {
        guard let seconds = response.headers["Retry-After"].flatMap({ Int($0) }) else { return nil }
        return "Try again in \(seconds) s."
    }
}
