import BoardService
import ServiceKit

@main
struct Main {
    static func main() async {
        await ServiceKit.run(BoardCommand.self)
    }
}
