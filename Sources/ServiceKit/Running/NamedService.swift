import ServiceLifecycle

/// A service that is described by its type's name alone.
///
/// The service group logs how its services describe themselves, and a struct describes itself with everything inside it,
/// settings and secrets too.
struct NamedService: Service, CustomStringConvertible {
    private let service: any Service

    init(_ service: any Service) {
        self.service = service
    }

    var description: String {
        String("\(type(of: service))".prefix { $0 != "<" })
    }

    func run() async throws {
        try await service.run()
    }
}
