// SPDX-License-Identifier: Apache-2.0

/// A decimal number together with how it was written, so that it can be written the same way again.
///
/// `39` and `39.0` are the same value in two writings, and so two different written numbers: compare ``doubleValue``
/// where only the value matters. The digits are kept as they are; nothing is rounded on the way in. Receivers write
/// plain decimals almost always, `-0.0` included, and exponents for very small numbers (`receivers.md` §2.4, §2.8).
public struct WrittenNumber: Sendable, Hashable {
    /// How the digits are laid out.
    public enum Notation: UInt8, Sendable, Hashable {
        /// `0.00000086`.
        case plain
        /// `8.6e-7`, as JavaScript writes it.
        case exponent
        /// `8.6e-07`, as C and C++ write it.
        case paddedExponent
    }

    /// All digits, read as one whole number: 3887 for `-38.87`.
    public let magnitude: UInt64
    /// By how many decimal places ``magnitude`` is to be shifted down: 2 for `-38.87`; negative only with an exponent.
    public let scale: Int16
    /// Whether a minus sign stands in front, also in front of zero.
    public let isNegative: Bool
    /// How the digits are laid out.
    public let notation: Notation

    /// A number in plain notation, from its digits and the count of those behind the point.
    ///
    /// - Parameters:
    ///   - digits: The number without its point: -3887 for `-38.87`.
    ///   - decimals: How many of the digits stand behind the point.
    public init(_ digits: Int64, decimals: UInt8 = 0) {
        self.init(
            magnitude: digits.magnitude, scale: Int16(decimals), isNegative: digits < 0, notation: .plain)
    }

    init(magnitude: UInt64, scale: Int16, isNegative: Bool, notation: Notation) {
        self.magnitude = magnitude
        self.scale = scale
        self.isNegative = isNegative
        self.notation = notation
    }

    /// The value, correctly rounded to the nearest `Double`.
    public var doubleValue: Double {
        // Up to here both operands are exact, so that one operation rounds once.
        guard magnitude < 1 << 53, (-22...22).contains(scale) else { return Double(description) ?? 0 }
        let power =
            Double(UInt64(1).timesTen(toThe: min(abs(Int(scale)), 11)))
            * Double(UInt64(1).timesTen(toThe: max(abs(Int(scale)) - 11, 0)))
        let value = scale < 0 ? Double(magnitude) * power : Double(magnitude) / power
        return isNegative ? -value : value
    }

    /// The value where it is written as a whole number and fits.
    public var integer: Int? {
        guard scale == 0, notation == .plain else { return nil }
        if !isNegative { return Int(exactly: magnitude) }
        return Int(exactly: magnitude).map { -$0 }
    }
}

extension UInt64 {
    /// This number with so many zeros appended; wraps where it does not fit.
    func timesTen(toThe power: Int) -> UInt64 {
        var product = self
        for _ in 0..<power { product &*= 10 }
        return product
    }
}
