// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps amqp_pool_t, the arena of librabbitmq, for what is handed to the library during one call.

import CRabbitMQ

/// A value in an AMQP table.
enum AMQPValue {
    case text(String)
    case integer(Int64)
    case flag(Bool)
    case table([(String, AMQPValue)])
}

/// Memory that arguments of a call live in until `recycle`.
@safe struct AMQPPool: ~Copyable {
    // On the heap, as the library keeps the address of the pool.
    private let pool: UnsafeMutablePointer<amqp_pool_t>

    init() {
        unsafe pool = .allocate(capacity: 1)
        unsafe init_amqp_pool(pool, 4096)
    }

    deinit {
        unsafe empty_amqp_pool(pool)
        unsafe pool.deallocate()
    }

    /// Takes back all memory that was given.
    func recycle() { unsafe recycle_amqp_pool(pool) }

    func bytes(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { utf8 in
            guard let source = utf8.baseAddress, !utf8.isEmpty else { return unsafe amqp_empty_bytes }
            let copy = unsafe allocate(utf8.count)
            unsafe copy.copyMemory(from: source, byteCount: utf8.count)
            return unsafe amqp_bytes_t(len: utf8.count, bytes: copy)
        }
    }

    func table(_ values: [(String, AMQPValue)]) -> amqp_table_t {
        guard !values.isEmpty else { return unsafe amqp_empty_table }
        let entries = unsafe allocate(MemoryLayout<amqp_table_entry_t>.stride * values.count)
            .bindMemory(to: amqp_table_entry_t.self, capacity: values.count)
        for (place, (key, value)) in values.enumerated() {
            var entry = unsafe amqp_table_entry_t()
            unsafe entry.key = bytes(key)
            unsafe entry.value = field(value)
            unsafe (entries + place).initialize(to: entry)
        }
        return unsafe amqp_table_t(num_entries: CInt(values.count), entries: entries)
    }

    private func field(_ value: AMQPValue) -> amqp_field_value_t {
        var field = unsafe amqp_field_value_t()
        switch value {
        case .text(let text):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            unsafe field.value.bytes = bytes(text)
        case .integer(let integer):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_I64.rawValue)
            unsafe field.value.i64 = integer
        case .flag(let flag):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
            unsafe field.value.boolean = flag ? 1 : 0
        case .table(let values):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
            unsafe field.value.table = table(values)
        }
        return unsafe field
    }

    private func allocate(_ size: Int) -> UnsafeMutableRawPointer {
        guard let memory = unsafe amqp_pool_alloc(pool, size) else {
            fatalError("The system has no more memory to give.")
        }
        return unsafe memory
    }
}
