// SPDX-License-Identifier: Apache-2.0

/// What this release is called.
public enum Release {
    /// The version, the same for all programs of the package.
    public static let version = "0.1.0"
}
