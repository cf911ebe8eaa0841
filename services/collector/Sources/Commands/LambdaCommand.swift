package import ArgumentParser
import Blocking
import Core
import Logging
package import ServiceKit

/// `collector lambda`: polls once for each invocation, as an AWS Lambda custom runtime (provided.al2023).
package struct LambdaCommand: ServiceCommand {
    package static let serviceName = "collector"
    package static let configuration = CommandConfiguration(
        commandName: "lambda",
        abstract: "Poll once for each invocation, as an AWS Lambda custom runtime.",
        discussion: "Needs AWS_LAMBDA_RUNTIME_API. The same slot is polled once, however often it is delivered."
    )

    package init() {}

    package func run(in runtime: ServiceRuntime) async throws {
        let address = try runtime.reader.text("AWS_LAMBDA_RUNTIME_API")
        Allocator.preferSteadyCycles()
        let parts = try await CollectorParts(runtime)
        let api = LambdaRuntimeAPI(client: parts.httpClient, address: address)
        let handler = LambdaHandler(parts: parts, poller: parts.poller(runtime), restorer: parts.restorer(runtime))
        try await withRunningRedis(parts.redis) {
            while true {
                let invocation = try await api.next()
                var logger = runtime.logger
                logger[metadataKey: "aws.request_id"] = .string(invocation.requestID)
                if let trace = invocation.traceID { logger[metadataKey: "aws.trace_id"] = .string(trace) }
                try await answer(invocation, handler: handler, api: api, logger: logger)
            }
        }
    }

    private func answer(
        _ invocation: LambdaRuntimeAPI.Invocation,
        handler: LambdaHandler,
        api: LambdaRuntimeAPI,
        logger: Logger
    ) async throws {
        do throws(LambdaHandler.Failure) {
            let result = try await handler.handle(invocation.event, deadline: invocation.deadline)
            logger.info("Invocation done", metadata: ["result": "\(String(decoding: result, as: UTF8.self))"])
            await report(logger) { try await api.respond(to: invocation.requestID, result) }
        } catch {
            logger.error("Invocation failed", metadata: ["error.type": "\(error.type)", "error": "\(error.message)"])
            await report(logger) { try await api.fail(invocation.requestID, type: error.type, message: error.message) }
        }
    }

    /// An answer that could not be delivered ends this invocation, not the runtime.
    private func report(_ logger: Logger, _ deliver: () async throws -> Void) async {
        do {
            try await deliver()
        } catch {
            logger.error("The answer could not be delivered", metadata: ["error": "\(error)"])
        }
    }
}
