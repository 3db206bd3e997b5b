// SPDX-License-Identifier: Apache-2.0

/// What whoever meets an error should do about it: the one question that upper layers ask.
///
/// | disposition | the same call again | HTTP | exit code |
/// | --- | --- | --- | --- |
/// | ``retry`` | may succeed at once | 503 | 75 |
/// | ``conflict`` | succeeds only after looking at what is there now | 409 | 1 |
/// | ``notFound`` | fails until the thing exists | 404 | 1 |
/// | ``invalid`` | never succeeds; the request is wrong | 400 | 64 |
/// | ``unavailable`` | may succeed later, after a pause | 503 | 69 |
/// | ``denied`` | succeeds only with other credentials | 401 or 403 | 77 |
/// | ``fatal`` | no use; something is broken that a person must mend | 500 | 1 |
public enum Disposition: String, Sendable, Hashable, CaseIterable {
    case retry, conflict, notFound, invalid, unavailable, denied, fatal
}

/// An error that says what to do about it.
///
/// `description` of a conforming type is safe to show to anybody: it holds no payload, no bound value and no secret.
public protocol Classified: Error, CustomStringConvertible {
    /// What to do.
    var disposition: Disposition { get }
}
