// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps the request headers of libmicrohttpd.

import CMicroHTTPD
import Glibc

extension RequestGuard.RawHead {
    /// Copies a head out of the engine's memory; only within the request callback.
    init(
        _ connection: OpaquePointer, method: UnsafePointer<CChar>?, target: [UInt8], version: UnsafePointer<CChar>?
    ) {
        let size = unsafe gnome_mhd_head_size(connection)
        let (start, method) = unsafe (address(method), bytes(method))
        let (versionStart, version) = unsafe (address(version), bytes(version))
        var slices = HeadSlices(next: versionStart + UInt(version.count) + 2)
        unsafe withUnsafeMutablePointer(to: &slices) { context in
            _ = unsafe MHD_get_connection_values_n(connection, .HEADER_KIND, onField, context)
        }
        let isWhole =
            start + UInt(method.count) + 1 + UInt(target.count) + 1 == versionStart
            && slices.areAdjacent && slices.next + 2 == start + UInt(size)
        self.init(
            method: method, target: target, version: version, fields: slices.fields, size: size, isWhole: isWhole)
    }
}

/// The fields of a head, and whether they lie in the engine's buffer as they do if nothing is hidden.
///
/// The engine cuts a head in place and measures its parts by their terminating NUL. So in a clean head each line begins
/// two bytes, the CR LF, behind the end of the line before; a NUL byte that cut a line short, or a bare LF, leaves
/// another distance. The engine itself tells of neither.
private struct HeadSlices {
    /// Where the next line must begin.
    var next: UInt
    var areAdjacent = true
    var fields: [(name: [UInt8], value: [UInt8])] = []
}

private let onField: MHD_KeyValueIteratorN = { context, _, name, nameSize, value, valueSize in
    guard let slices = unsafe context?.assumingMemoryBound(to: HeadSlices.self) else { return .NO }
    let (nameStart, valueStart) = unsafe (address(name), address(value))
    let isAdjacent = unsafe nameStart == slices.pointee.next && valueStart > nameStart + UInt(nameSize)
    unsafe slices.pointee.areAdjacent = unsafe slices.pointee.areAdjacent && isAdjacent
    unsafe slices.pointee.next = valueStart + UInt(valueSize) + 2
    let field = unsafe (
        name: Array(UnsafeRawBufferPointer(start: name, count: nameSize)),
        value: Array(UnsafeRawBufferPointer(start: value, count: valueSize))
    )
    unsafe slices.pointee.fields.append(field)
    return .YES
}

private func address(_ text: UnsafePointer<CChar>?) -> UInt { UInt(bitPattern: text) }

private func bytes(_ text: UnsafePointer<CChar>?) -> [UInt8] {
    unsafe text.map { unsafe Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
}
