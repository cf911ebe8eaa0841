/// What people call places that stations name otherwise, in Korean and English.
enum PlaceNicknames {
    /// The words stations use for `phrase` (folded); `phrase` itself where there is no other name.
    static func formal(_ phrase: String) -> String {
        names[phrase] ?? phrase
    }

    private static let names: [String: String] = [
        "고터": "고속터미널", "연트럴파크": "연남", "디엠씨": "디지털미디어시티", "디엠씨역": "디지털미디어시티역", "seoulbotanicpark": "서울식물원",
        "seoulbotanic": "서울식물원", "강남고속터미널": "고속터미널", "가디": "가산디지털단지", "가산디": "가산디지털단지", "구디": "구로디지털단지",
        "dmc": "디지털미디어시티", "dmc역": "디지털미디어시티역", "동역사": "동대문역사문화공원", "ddp": "동대문역사문화공원", "홍대": "홍대입구",
        "홍대역": "홍대입구역", "건대": "건대입구", "건대역": "건대입구역", "서울대역": "서울대입구역", "설입": "서울대입구", "숙대": "숙대입구", "한성대": "한성대입구",
        "성신여대": "성신여대입구", "총신대": "총신대입구", "교대": "교대역", "어대": "어린이대공원", "월컵경기장": "월드컵경기장", "상암경기장": "월드컵경기장",
        "잠실야구장": "종합운동장", "야구장": "종합운동장", "롯데타워": "잠실역", "롯데월드타워": "잠실역", "코엑스": "삼성역", "석촌호": "석촌호수",
        "국회": "국회의사당", "청와대": "경복궁역", "광화문광장": "광화문", "시청광장": "시청역", "서울광장": "시청역", "남산타워": "남산", "여의도한강공원": "여의나루",
        "여의도공원": "여의도", "뚝섬한강공원": "뚝섬", "반포한강공원": "반포", "망원한강공원": "망원", "예당": "예술의전당", "고대": "고려대", "연대": "연세대",
        "이대": "이대역", "외대": "외대앞", "시립대": "서울시립대", "seoulstation": "서울역", "seoul": "서울역", "cityhall": "시청역",
        "cityhallstation": "시청역", "expressbusterminal": "고속터미널", "expressbusterminalstation": "고속터미널역",
        "seoulforest": "서울숲", "seoulforeststation": "서울숲역", "childrensgrandpark": "어린이대공원", "olympicpark": "올림픽공원",
        "olympicparkstation": "올림픽공원역", "worldcupstadium": "월드컵경기장", "worldcupstadiumstation": "월드컵경기장역",
        "hongdae": "홍대입구", "hongdaestation": "홍대입구역", "hongikuniversity": "홍대입구",
        "hongikuniversitystation": "홍대입구역", "hongikunivstation": "홍대입구역", "konkukuniversity": "건대입구",
        "konkukuniversitystation": "건대입구역", "konkukunivstation": "건대입구역", "ewhawomansuniversity": "이대역",
        "seoulnationaluniversity": "서울대입구", "seoulnationaluniversitystation": "서울대입구역", "yonseiuniversity": "연세대",
        "koreauniversity": "고려대", "digitalmediacity": "디지털미디어시티", "digitalmediacitystation": "디지털미디어시티역",
        "nationalassembly": "국회의사당", "nationalassemblystation": "국회의사당역", "coex": "삼성역", "lotteworldtower": "잠실역",
        "lotteworld": "잠실역", "gyeongbokgungpalace": "경복궁역", "gyeongbokgung": "경복궁역", "sportscomplex": "종합운동장",
        "dongdaemunhistoryandculturepark": "동대문역사문화공원", "ddpstation": "동대문역사문화공원", "seoulartscenter": "예술의전당",
        "seongsudong": "성수", "itaewon": "이태원",
    ]
}
