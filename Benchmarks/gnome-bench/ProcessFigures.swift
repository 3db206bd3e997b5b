// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// What this process has taken so far.
enum ProcessFigures {
    /// The processor time, from `/proc/self/stat` (fields 14 and 15, in hundredths of a second).
    static var cpuSeconds: Double {
        let text = (try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8)) ?? ""
        let fields = text.split(separator: " ")
        guard fields.count > 15, let user = Double(fields[13]), let system = Double(fields[14]) else { return 0 }
        return (user + system) / 100
    }

    /// The most memory that it has held, from `/proc/self/status`.
    static var peakMegabytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) / 1024
    }
}
