/// The 25 districts of Seoul by their Korean and English names. Names are facts; where they lie is the live city's business.
package enum DistrictNames {
    /// Korean name with `구`, and the English one without `-gu`.
    package static let all: [(korean: String, english: String)] = [
        ("종로구", "jongno"), ("중구", "jung"), ("용산구", "yongsan"), ("성동구", "seongdong"), ("광진구", "gwangjin"),
        ("동대문구", "dongdaemun"), ("중랑구", "jungnang"), ("성북구", "seongbuk"), ("강북구", "gangbuk"), ("도봉구", "dobong"),
        ("노원구", "nowon"), ("은평구", "eunpyeong"), ("서대문구", "seodaemun"), ("마포구", "mapo"), ("양천구", "yangcheon"),
        ("강서구", "gangseo"), ("구로구", "guro"), ("금천구", "geumcheon"), ("영등포구", "yeongdeungpo"), ("동작구", "dongjak"),
        ("관악구", "gwanak"), ("서초구", "seocho"), ("강남구", "gangnam"), ("송파구", "songpa"), ("강동구", "gangdong"),
    ]

    /// The district that `phrase` names in full (`마포구`, `Mapo-gu`), nil where it only might (`마포`).
    package static func full(_ phrase: String) -> String? {
        let folded = Wording.folded(phrase)
        return all.first { folded == $0.korean || folded == $0.english + "gu" || folded == $0.english + "district" }?
            .korean
    }

    /// The district whose name without `구` or `-gu` is `phrase`.
    package static func stem(_ phrase: String) -> String? {
        let folded = Wording.folded(phrase)
        return all.first { ($0.korean.count > 2 && folded == String($0.korean.dropLast())) || folded == $0.english }?
            .korean
    }

    /// The English name of a Korean district, the name itself where it is none of Seoul's.
    package static func english(_ korean: String) -> String {
        guard let name = all.first(where: { $0.korean == korean })?.english else { return korean }
        return name.prefix(1).uppercased() + name.dropFirst() + "-gu"
    }
}
