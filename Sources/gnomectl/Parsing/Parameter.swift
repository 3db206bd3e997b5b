// SPDX-License-Identifier: Apache-2.0

/// An option, a flag or an argument together with the type of its value.
///
/// The declaration goes into the tree; the parameter itself is the key under which a command asks for the value.
struct Parameter<Value: Sendable>: Sendable {
    /// How it is written.
    let declaration: Declaration
    /// The value of the texts that were given; nothing where one of them is not of the form.
    let read: @Sendable ([String]) -> Value?
}

extension Parameter where Value == Bool {
    /// A flag that is off unless given.
    static func flag(_ name: String, short: Character? = nil, help: String, isHidden: Bool = false) -> Parameter {
        var declaration = Declaration(kind: .flag, name: name, short: short, help: help)
        declaration.isHidden = isHidden
        return Parameter(declaration: declaration) { !$0.isEmpty }
    }

    /// A flag that is on unless `--no-…` is given.
    static func flagOnByDefault(_ name: String, help: String) -> Parameter {
        Parameter(declaration: Declaration(kind: .invertedFlag, name: name, help: help)) { $0.isEmpty }
    }
}

extension Parameter {
    /// An option that may be left out.
    static func option<Wrapped: Sendable>(
        _ name: String, short: Character? = nil, value: String, _ form: ValueForm<Wrapped>, isHidden: Bool = false,
        help: String
    ) -> Parameter where Value == Wrapped? {
        var declaration = Declaration(.option, name, form, help: help)
        declaration.isHidden = isHidden
        declaration.short = short
        declaration.valueName = value
        return Parameter(declaration: declaration) { texts in
            guard let text = texts.last else { return .some(nil) }
            return form.read(text)
        }
    }

    /// An option that counts as a certain text where it is left out.
    static func option(
        _ name: String, short: Character? = nil, value: String, _ form: ValueForm<Value>, default text: String,
        help: String
    ) -> Parameter {
        var declaration = Declaration(.option, name, form, help: help)
        declaration.short = short
        declaration.valueName = value
        declaration.defaultText = text
        return Parameter(declaration: declaration) { form.read($0.last ?? text) }
    }

    /// An option that may be given any number of times.
    static func options<Element: Sendable>(
        _ name: String, short: Character? = nil, value: String, _ form: ValueForm<Element>, help: String
    ) -> Parameter where Value == [Element] {
        var declaration = Declaration(.option, name, form, help: help)
        declaration.short = short
        declaration.valueName = value
        declaration.isRepeated = true
        return Parameter(declaration: declaration) { form.read(all: $0) }
    }

    /// An argument that must be given.
    static func argument(_ name: String, _ form: ValueForm<Value>, help: String) -> Parameter {
        var declaration = Declaration(.argument, name, form, help: help)
        declaration.isRequired = true
        return Parameter(declaration: declaration) { $0.last.flatMap(form.read) }
    }

    /// An argument that may be left out.
    static func optionalArgument<Wrapped: Sendable>(
        _ name: String, _ form: ValueForm<Wrapped>, help: String
    ) -> Parameter where Value == Wrapped? {
        Parameter(declaration: Declaration(.argument, name, form, help: help)) { texts in
            guard let text = texts.last else { return .some(nil) }
            return form.read(text)
        }
    }

    /// The last argument, which takes all that follow.
    ///
    /// - Parameter isRequired: Whether there must be at least one.
    static func arguments<Element: Sendable>(
        _ name: String, _ form: ValueForm<Element>, isRequired: Bool = true, help: String
    ) -> Parameter where Value == [Element] {
        var declaration = Declaration(.argument, name, form, help: help)
        declaration.isRequired = isRequired
        declaration.isRepeated = true
        return Parameter(declaration: declaration) { form.read(all: $0) }
    }
}

extension Declaration {
    fileprivate init<Value: Sendable>(_ kind: Kind, _ name: String, _ form: ValueForm<Value>, help: String) {
        self.init(kind: kind, name: name, help: help, form: form.form, accepts: { form.read($0) != nil })
    }
}

extension ValueForm {
    fileprivate func read(all texts: [String]) -> [Value]? {
        let values = texts.compactMap(read)
        return values.count == texts.count ? values : nil
    }
}
