/// The particles (조사) and endings (어미) that Korean words carry, and what is left of a word without them.
///
/// A list, not an analyser: it holds the forms as they are written, strips the longest that leaves two syllables, then once
/// more. What it gets wrong it gets wrong in questions and passages alike, and the pairs of characters beside it do not use it.
package struct KoreanSuffixes: Sendable {
    /// The list of the project.
    package static let standard = KoreanSuffixes(particles: particles, endings: endings)

    /// Open-addressed table of the hashes of suffixes and of the ends of suffixes, so that reading a word from its end stops
    /// early; 0: free.
    private let slots: [UInt64]
    /// Whether what stands in a slot is a suffix, not only the end of longer ones.
    private let isSuffix: [Bool]
    private let longest: Int
    private static let mask = 8_191

    private init(particles: String, endings: String) {
        let all = Set((particles + " " + endings).split(whereSeparator: \.isWhitespace).map(String.init))
        var slots = [UInt64](repeating: 0, count: Self.mask + 1)
        var isSuffix = [Bool](repeating: false, count: Self.mask + 1)
        var longest = 0
        for suffix in all {
            let scalars = suffix.unicodeScalars.map(\.value)
            longest = max(longest, scalars.count)
            var hash = Self.seed
            for (number, scalar) in scalars.reversed().enumerated() {
                hash = Self.mix(hash, scalar)
                let slot = Self.slot(of: hash, in: slots.span)
                slots[slot] = hash
                if number == scalars.count - 1 { isSuffix[slot] = true }
            }
        }
        self.slots = slots
        self.isSuffix = isSuffix
        self.longest = longest
    }

    /// What is left of a normalised word without its particles and endings.
    package func stem(of word: String) -> String {
        let scalars = word.unicodeScalars.map(\.value)
        let length = stemLength(scalars.span, 0..<scalars.count)
        return String(scalars: scalars[..<length])
    }

    /// How many characters of the word at `range` remain without its particles and endings.
    /// - Parameter keeping: at least this many remain.
    func stemLength(_ scalars: Span<UInt32>, _ range: Range<Int>, keeping: Int = 2) -> Int {
        var length = range.count
        for _ in 0..<2 {
            let stripped = longestSuffix(scalars, range.lowerBound..<range.lowerBound + length, keeping: keeping)
            guard stripped > 0 else { break }
            length -= stripped
        }
        return length
    }

    private func longestSuffix(_ scalars: Span<UInt32>, _ range: Range<Int>, keeping: Int) -> Int {
        let limit = min(longest, range.count - keeping)
        let table = slots.span
        var hash = Self.seed
        var found = 0
        var length = 1
        while length <= limit {
            hash = Self.mix(hash, scalars[range.upperBound - length])
            let slot = Self.slot(of: hash, in: table)
            guard table[slot] == hash else { break }
            if isSuffix[slot] { found = length }
            length += 1
        }
        return found
    }

    /// Where `hash` stands, or where it would.
    @inline(__always)
    private static func slot(of hash: UInt64, in table: Span<UInt64>) -> Int {
        var slot = Int(truncatingIfNeeded: hash >> 20) & mask
        while table[slot] != 0, table[slot] != hash { slot = (slot + 1) & mask }
        return slot
    }

    private static let seed: UInt64 = 0x9e37_79b9_7f4a_7c15

    @inline(__always)
    private static func mix(_ hash: UInt64, _ scalar: UInt32) -> UInt64 {
        (hash ^ UInt64(scalar)) &* 0xbf58_476d_1ce4_e5b9
    }

    private static let particles = """
        은 는 이 가 을 를 의 에 도 만 와 과 로 으로 께 께서 에서 에게 에게서 한테 한테서 더러 보고 하고 랑 이랑
        까지 부터 마다 조차 마저 밖에 보다 처럼 같이 만큼 대로 뿐 나 이나 라도 이라도 든지 이든지 야 이야 란 이란
        에는 에도 에만 에의 에서는 에서도 에서만 에서의 에서부터 에게는 에게도 께서는 께서도 한테는 한테도
        로는 로도 로만 로의 로서 로써 로서의 로부터 로부터의 으로는 으로도 으로만 으로의 으로서 으로써 으로서의 으로부터
        으로부터의 까지는 까지도 까지만 까지의 부터는 부터의 와는 와도 와의 과는 과도 과의 만이 만을 만은 만의 만으로
        마다의 보다는 보다도 처럼만 만큼은 만큼의 뿐만 뿐이 들 들이 들은 들을 들의 들에 들도 들과 들에게 들에게는 들이나
        이라는 라는 이라고 라고 이라면 라면 이라서 라서 이며 며 이고 고 이자 이다 다 이었다 였다 이었던 였던 이었고 였고
        이었으며 였으며 이었는데 였는데 이지만 지만 인데 인데요 이어서 여서 이므로 인지 인지요 인가 인가요 일까 일까요 이니
        이냐 이냐고 이죠 죠 이지 이지요 이에요 예요 이예요 이세요 입니다 입니까 입니까요 이었습니다 였습니다 이었나 였나
        이었나요 였나요 이던 이로 요
        """

    private static let endings = """
        하다 하는 하고 하여 하여서 하여야 하며 하면 하면서 하면은 하지 하지만 하지는 하지도 하려 하려고 하려면 하기 하기가
        하기는 하기도 하기를 하기에 하기로 하기위해 하도록 하던 하게 하거나 하나 하나요 하자 하네 하네요 하니 하니까 하는데
        하는데요 하는지 하는가 하는가요 하는것 하는법 하므로 하였다 하였고 하였던 하였으며 하였으나 하였는데 하였지만
        하였을 하였으므로 하였습니다 하였는가 하였는지 한 한다 한다고 한다는 한다면 한데 한지 한가 한가요 할 할까 할까요
        할지 할때 할수 할게 할게요 함 함은 함을 함에 함으로 함으로써 해 해서 해야 해야만 해도 해요 해주 해줘 해줘요 해주세요
        했다 했고 했던 했으며 했으나 했는데 했는데요 했지만 했을 했을까 했을때 했음 했어 했어요 했었다 했었던 했습니다
        했습니까 했나 했나요 했는지 했는가 했는가요 했다고 했다는 했다면 했더니 했던가 합니다 합니다만 합니까 하세요 하십시오
        하십니까 하신 하실 하시는 하시면 하셨다 하였음
        되다 되는 되고 되어 되어서 되어야 되며 되면 되면서 되지 되지만 되지는 되려면 되기 되기도 되기를 되기에 되도록 되던
        되게 되거나 되나 되나요 되니 되니까 되는데 되는데요 되는지 되는가 되는가요 되었다 되었고 되었던 되었으며 되었으나
        되었는데 되었지만 되었을 되었으므로 되었습니다 되었는가 되었는지 되었나 되었나요 되었음 된 된다 된다고 된다는 된다면
        된지 될 될까 될까요 될지 될때 됨 됨을 됨에 됨으로써 돼 돼서 돼야 돼도 돼요 됐다 됐고 됐던 됐으며 됐는데 됐지만
        됐을 됐어 됐어요 됐습니다 됐나 됐나요 됐는지 됩니다 됩니까 되요
        시키는 시키고 시켜 시켜서 시키며 시킨 시킨다 시킬 시켰다 시켰고 시켰던 시켰으며 시키기 시키지
        스럽다 스러운 스럽게 롭다 로운 롭게 적 적인 적이고 적이며 적으로 적이다 적인가 적이었다
        습니다 습니까 습니다만 ㅂ니다 니다 니까 는다 는다고 는다는 는다면 는데 는데요 는지 는지요 는가 는가요 는걸 는건 는것
        은데 은데요 은지 은가 은가요 을까 을까요 을지 을때 을수 을게 을게요 으면 으면서 으며 으나 으니 으니까 으려 으려고
        으려면 으므로 으로써 었다 었고 었던 었으며 었으나 었는데 었는데요 었지만 었을 었을까 었을때 었음 었어 었어요 었었다
        었습니다 었습니까 었나 었나요 었는지 었는가 었다고 었다는 었다면 었더니 았다 았고 았던 았으며 았으나 았는데 았는데요
        았지만 았을 았을까 았을때 았음 았어 았어요 았었다 았습니다 았습니까 았나 았나요 았는지 았는가 았다고 았다는 았다면
        았더니 였을 였을까 였음 였지만 였어 였어요 였으나 였는지 였는가 였습니까
        어서 아서 어야 아야 어도 아도 어요 아요 어라 아라 어 아 기 기가 기는 기도 기를 기에 기로 기위해 지 지는 지도 지를
        지만 지요 게 게는 게도 게끔 고서 고는 고도 거나 거든 거든요 건 걸 것 것이 것은 것을 던 던데 던지 도록 더니 더라 더라고
        려 려고 려면 려는 며 면 면서 면은 므로 나요 나 냐 냐고 네 네요 니 니까 다가 다는 다고 다면 다며 다만 대 대요 라 라고
        자 자고 자마자 세요 으세요 십시오 으십시오 십니까 으십니까 시는 시면 신 실 셨다 셨어요 었을까요 았을까요 을까봐 을텐데
        는중 는동안 어지는 어진 어졌다 아지는 아진 아졌다 어졌던 어졌으며 아졌으며
        """
}
