// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

extension Server {
    /// The accounts at Motus.
    var motusAccounts: MotusAccounts {
        // A client of its own, so that whoever waits for Motus holds up nothing else.
        let client = MotusClient(configuration.motusAddress, http: CurlClient(concurrency: 8), now: SystemTime.now)
        return MotusAccounts(
            client,
            onTrouble: { [log] error in
                log(
                    .warning, "Motus could not be asked who somebody is",
                    ["error": .string(String(reflecting: error)), "code": .string(error.code.rawValue)])
            })
    }

    /// Takes back now and then what Motus' word opened too long ago.
    func motusRights(_ context: ServerContext) -> LifecycleService {
        let age = configuration.motusRightsAge
        return upkeep(
            "motus rights", every: .seconds(3600), context,
            complaint: "what Motus' word opened long ago can't be taken back now"
        ) { now in
            for login in try await context.access.lapseMotus(
                confirmedBefore: now.advanced(by: .zero - age), at: now)
            {
                context.log(
                    .info, "somebody has not logged in with Motus for long: what it let them see is closed",
                    ["person": .string(login.text)])
            }
        }
    }
}
