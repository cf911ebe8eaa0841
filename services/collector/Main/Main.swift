import CollectorService
import ServiceKit

@main
struct Main {
    static func main() async {
        await ServiceKit.run(CollectorCommand.self)
    }
}
