import GatewayService
import ServiceKit

@main
struct Main {
    static func main() async {
        await ServiceKit.run(GatewayCommand.self)
    }
}
