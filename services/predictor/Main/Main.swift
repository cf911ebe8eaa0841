import PredictorService
import ServiceKit

@main
struct Main {
    static func main() async { await ServiceKit.run(PredictorCommand.self) }
}
