// SPDX-License-Identifier: Apache-2.0

extension HTTPRequest {
    /// The fields of a form (`application/x-www-form-urlencoded`); nothing where the body is none.
    ///
    /// Read as strictly as a query: what two readers could read differently is no form, a name that occurs twice included.
    public var form: [String: String]? {
        guard let target = try? RequestTarget(Array("/?".utf8) + body) else { return nil }
        var fields: [String: String] = [:]
        for item in target.query {
            guard fields.updateValue(item.value, forKey: item.name) == nil else { return nil }
        }
        return fields
    }
}
