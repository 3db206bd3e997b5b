// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

extension StoreReader {
    /// Another receiver that is in service and whose live key this is.
    ///
    /// What anybody shows under a name that nobody has accepted keeps a key from nobody.
    func holder(of key: KeyDigest, besides receiver: ReceiverID?) throws(StoreError) -> Receiver? {
        try receivers(withKey: key).first {
            $0.id != receiver && $0.key == key && [.accepted, .preauthorised].contains($0.registration)
        }
    }

    /// Refuses a project that is not there.
    func require(_ project: ProjectID) throws(StoreError) {
        guard try self.project(project) != nil else { throw StoreError.noProject }
    }
}
