package import ArgumentParser
package import ServiceKit

/// `board-api migrate`: brings the database's schema to this version, without serving.
package struct MigrateCommand: ServiceCommand {
    package static let serviceName = "board-api"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database to this version's schema and exit.",
        discussion: "Safe to run while instances serve and by several at once: a lock of the database admits one."
    )

    @OptionGroup var options: SettingOptions

    package init() {}

    package var settings: [String: String] { options.values }

    package func run(in runtime: ServiceRuntime) async throws {
        let configuration = try BoardConfiguration(
            reader: runtime.reader,
            varDirectory: runtime.common.varDirectory
        )
        let database = try await configuration.database.open()
        let applied: [Int]
        do {
            applied = try await database.migrate()
        } catch {
            await database.close()
            throw configuration.database.naming(error)
        }
        await database.close()
        let outcome = applied.isEmpty ? "nothing to do" : "applied " + applied.map(String.init).joined(separator: ", ")
        StandardStream.output.writeLine("\(configuration.database): \(outcome)")
    }
}
