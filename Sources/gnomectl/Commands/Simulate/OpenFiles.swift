// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps getrlimit(2) and setrlimit(2).

import Glibc

/// How many files the process may have open at once.
enum OpenFiles {
    /// Takes the right to so many, as far as the system gives it.
    ///
    /// - Throws: `CommandError` where it gives fewer.
    static func reserve(_ count: Int) throws(CommandError) {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(count) else { return }
        limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
        guard limit.rlim_max >= rlim_t(count), unsafe setrlimit(resource, &limit) == 0 else {
            throw CommandError(
                .failure, "So many receivers need \(count) open files, and the system allows \(limit.rlim_max).",
                hint: "Simulate fewer receivers, or raise the limit (ulimit -Hn).")
        }
    }
}
