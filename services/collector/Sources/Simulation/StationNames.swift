/// Invented station names: a made-up place word and what stands there.
enum StationNames {
    typealias Word = (korean: String, english: String)

    private static let beginnings: [Word] = [
        ("새", "Sae"), ("한", "Han"), ("달", "Dal"), ("별", "Byeol"), ("솔", "Sol"), ("은", "Eun"),
        ("금", "Geum"), ("청", "Cheong"), ("가온", "Gaon"), ("누리", "Nuri"), ("다온", "Daon"), ("미르", "Mireu"),
        ("바람", "Baram"), ("아름", "Areum"), ("하늘", "Haneul"), ("꽃", "Kkot"), ("버들", "Beodeul"), ("느티", "Neuti"),
        ("물", "Mul"), ("온", "On"), ("해", "Hae"), ("푸른", "Pureun"), ("구름", "Gureum"), ("무지개", "Mujigae"),
    ]

    private static let endings: [Word] = [
        ("빛", "bit"), ("들", "deul"), ("내", "nae"), ("마루", "maru"), ("터", "teo"), ("골", "gol"),
        ("재", "jae"), ("바위", "bawi"), ("우물", "umul"), ("숲", "sup"), ("벌", "beol"), ("나루", "naru"),
        ("언덕", "eondeok"), ("다리", "dari"), ("뜰", "tteul"), ("마을", "maeul"), ("샘", "saem"), ("길", "gil"),
    ]

    /// How many place words there are; more than neighbourhoods, so that none is used twice.
    static let wordCount = beginnings.count * endings.count

    /// The place word at `index` (taken modulo `wordCount`); neighbouring indices sound different.
    static func word(_ index: Int) -> Word {
        // 91 has no factor in common with 432, so every word comes up once.
        let position = (index * 91 + 17) % wordCount
        let (beginning, ending) = (beginnings[position % beginnings.count], endings[position / beginnings.count])
        return (beginning.korean + ending.korean, beginning.english + ending.english)
    }

    /// What follows the place word, one for every station of a neighbourhood.
    static func places(_ character: StationCharacter) -> [Word] {
        switch character {
        case .home: homePlaces
        case .office: officePlaces
        case .transit: transitPlaces
        case .leisure: leisurePlaces
        case .university: universityPlaces
        }
    }

    private static let homePlaces: [Word] = [
        ("아파트 103동 앞", " Apartments 103"), ("초등학교 정문", " Elementary School"), ("주민센터 앞", " Community Center"),
        ("아파트 110동 옆", " Apartments 110"), ("어린이공원 앞", " Playground"), ("시장 입구", " Market"),
        ("빌라 앞", " Villas"), ("중학교 건너편", " Middle School"), ("마트 앞", " Mart"),
        ("아파트 상가 앞", " Apartments Shops"), ("삼거리", " Junction"),
    ]

    private static let officePlaces: [Word] = [
        ("타워 앞", " Tower"), ("빌딩 후문", " Building Back Gate"), ("사거리", " Crossing"),
        ("우체국 앞", " Post Office"), ("세무서 앞", " Tax Office"), ("지식산업센터 앞", " Knowledge Industry Center"),
        ("은행 옆", " Bank"), ("호텔 건너편", " Hotel"), ("구민회관 앞", " Civic Hall"),
        ("비즈니스센터", " Business Center"), ("병원 앞", " Hospital"),
    ]

    private static let transitPlaces: [Word] = [
        ("역 1번출구 앞", " Station Exit 1"), ("역 2번출구 앞", " Station Exit 2"), ("역 4번출구 옆", " Station Exit 4"),
        ("역 3번출구 앞", " Station Exit 3"), ("역 6번출구 뒤", " Station Exit 6"), ("역 버스정류장", " Station Bus Stop"),
        ("역 5번출구 앞", " Station Exit 5"), ("역 교차로", " Station Crossing"), ("역 환승주차장", " Station Park and Ride"),
        ("역 8번출구 건너편", " Station Exit 8"), ("역 7번출구 앞", " Station Exit 7"),
    ]

    private static let leisurePlaces: [Word] = [
        ("공원 정문", " Park Main Gate"), ("나들목", " Riverside Gate"), ("체육관 앞", " Gymnasium"),
        ("도서관 앞", " Library"), ("공원 자전거길 입구", " Park Bikeway"), ("미술관 앞", " Art Museum"),
        ("가로수공원 앞", " Tree-lined Park"), ("수변무대 옆", " Waterside Stage"), ("공원 주차장", " Park Car Park"),
        ("캠핑장 입구", " Camp Ground"), ("생태공원 후문", " Ecology Park Back Gate"),
    ]

    private static let universityPlaces: [Word] = [
        ("대학교 정문", " University Main Gate"), ("대학교 후문", " University Back Gate"),
        ("대학교 도서관 앞", " University Library"), ("대학교 기숙사 앞", " University Dormitory"),
        ("대학교 공학관 앞", " University Engineering Hall"), ("대학교 학생회관", " University Student Hall"),
        ("대학로 카페거리", " University Cafe Street"), ("대학교 체육관 옆", " University Gymnasium"),
        ("고시원 앞", " Study Residence"), ("대학교 병원 앞", " University Hospital"), ("서점 앞", " Bookshop"),
    ]
}
