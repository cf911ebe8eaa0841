/// How log lines look: one JSON object a line, or text for people.
package enum LogFormat: String, CaseIterable, Sendable {
    case json
    case text
}
