// SPDX-License-Identifier: Apache-2.0

/// An IPv4 or IPv6 address as its bytes.
struct NetworkAddress: Hashable {
    /// Four bytes or sixteen.
    let bytes: [UInt8]

    /// Whether the address belongs to the public internet.
    ///
    /// A URL that somebody else wrote may be followed only there: everything else is this machine, its neighbours, or a
    /// service of the place where it runs that trusts whoever can reach it. The ranges are those of the IANA registries
    /// of special-purpose addresses; an address that carries an IPv4 address within it is judged by that, or not taken.
    var isPublic: Bool {
        switch bytes.count {
        case 4: isPublicV4
        case 16 where bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]):
            NetworkAddress(bytes: Array(bytes.dropFirst(12))).isPublicV4
        case 16: isPublicV6
        default: false
        }
    }

    private var isPublicV4: Bool {
        switch (bytes[0], bytes[1], bytes[2]) {
        case (0, _, _), (10, _, _), (127, _, _): false  // this network, private, this machine
        case (100, 64...127, _): false  // carrier's translation
        case (169, 254, _): false  // link, and the metadata of clouds
        case (172, 16...31, _), (192, 168, _): false  // private
        case (192, 0, 0), (192, 88, 99): false  // protocol assignments, relays
        case (192, 0, 2), (198, 51, 100), (203, 0, 113): false  // documentation
        case (198, 18...19, _): false  // benchmarks
        case (224..., _, _): false  // multicast, reserved, broadcast
        default: true
        }
    }

    /// Global unicast is 2000::/3, less what is carved out of it.
    private var isPublicV6: Bool {
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (0x20, 0x01, 0x00...0x01, _): false  // protocol assignments, Teredo
        case (0x20, 0x01, 0x0D, 0xB8): false  // documentation
        case (0x20, 0x02, _, _): false  // 6to4
        case (0x3F, 0xFF, 0x00...0x0F, _): false  // documentation
        case (0x20...0x3F, _, _, _): true
        default: false
        }
    }
}
