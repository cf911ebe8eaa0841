/// Plain text: empty lines part paragraphs, line ends inside a paragraph stay.
enum PlainTextReader {
    static func sections(_ text: String) -> [Document.Section] {
        var builder = SectionBuilder()
        var paragraph: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isBlank {
                builder.add(.paragraph, paragraph.joined(separator: "\n"))
                paragraph = []
            } else {
                paragraph.append(line)
            }
        }
        builder.add(.paragraph, paragraph.joined(separator: "\n"))
        return builder.finish(title: "").sections
    }
}
