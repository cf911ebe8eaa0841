import RAGService
import ServiceKit

@main
struct Main {
    static func main() async {
        await ServiceKit.run(RAGCommand.self)
    }
}
