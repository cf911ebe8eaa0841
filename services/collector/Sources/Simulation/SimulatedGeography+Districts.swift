extension SimulatedGeography {
    /// What is drawn for one district: its outline and how its stations are mixed.
    struct DistrictPlan: Sendable {
        let koreanName: String
        let englishName: String
        /// Indices into `corners`, clockwise.
        let outline: [Int]
        let stationCount: Int
        /// Shares of neighbourhoods in the order of `StationCharacter.allCases`.
        let mix: [Int]
    }

    /// The 25 districts; the station counts add up to 2,730.
    static let districtPlans: [DistrictPlan] = [
        DistrictPlan(
            koreanName: "종로구",
            englishName: "Jongno-gu",
            outline: [67, 68, 98, 99, 100, 101, 102, 103, 91, 92, 93, 94, 97],
            stationCount: 98,
            mix: [3, 4, 3, 2, 1]
        ),
        DistrictPlan(
            koreanName: "중구",
            englishName: "Jung-gu",
            outline: [91, 103, 102, 104, 105, 106, 89, 88],
            stationCount: 90,
            mix: [2, 5, 4, 1, 1]
        ),
        DistrictPlan(
            koreanName: "용산구",
            englishName: "Yongsan-gu",
            outline: [89, 106, 105, 107, 12, 11, 10, 9, 8, 7, 6, 90],
            stationCount: 84,
            mix: [4, 3, 3, 2, 0]
        ),
        DistrictPlan(
            koreanName: "성동구",
            englishName: "Seongdong-gu",
            outline: [102, 108, 109, 110, 112, 14, 13, 12, 107, 105, 104],
            stationCount: 100,
            mix: [5, 3, 3, 2, 1]
        ),
        DistrictPlan(
            koreanName: "광진구",
            englishName: "Gwangjin-gu",
            outline: [110, 111, 84, 19, 18, 17, 16, 15, 14, 112],
            stationCount: 92,
            mix: [5, 1, 3, 2, 2]
        ),
        DistrictPlan(
            koreanName: "동대문구",
            englishName: "Dongdaemun-gu",
            outline: [101, 128, 129, 130, 114, 113, 111, 110, 109, 108, 102],
            stationCount: 92,
            mix: [5, 2, 3, 1, 2]
        ),
        DistrictPlan(
            koreanName: "중랑구",
            englishName: "Jungnang-gu",
            outline: [114, 115, 116, 81, 82, 83, 84, 111, 113],
            stationCount: 84,
            mix: [7, 1, 3, 2, 0]
        ),
        DistrictPlan(
            koreanName: "성북구",
            englishName: "Seongbuk-gu",
            outline: [68, 69, 119, 120, 121, 118, 117, 115, 114, 130, 129, 128, 101, 100, 99, 98],
            stationCount: 80,
            mix: [6, 1, 2, 1, 2]
        ),
        DistrictPlan(
            koreanName: "강북구",
            englishName: "Gangbuk-gu",
            outline: [69, 70, 71, 72, 125, 124, 123, 122, 118, 121, 120, 119],
            stationCount: 52,
            mix: [7, 1, 2, 1, 0]
        ),
        DistrictPlan(
            koreanName: "도봉구",
            englishName: "Dobong-gu",
            outline: [72, 73, 74, 75, 127, 126, 122, 123, 124, 125],
            stationCount: 72,
            mix: [7, 1, 2, 2, 0]
        ),
        DistrictPlan(
            koreanName: "노원구",
            englishName: "Nowon-gu",
            outline: [75, 76, 77, 78, 79, 80, 81, 116, 115, 117, 118, 122, 126, 127],
            stationCount: 142,
            mix: [7, 1, 2, 2, 1]
        ),
        DistrictPlan(
            koreanName: "은평구",
            englishName: "Eunpyeong-gu",
            outline: [61, 62, 63, 64, 65, 66, 67, 97, 94, 96, 95, 85],
            stationCount: 92,
            mix: [7, 1, 2, 2, 0]
        ),
        DistrictPlan(
            koreanName: "서대문구",
            englishName: "Seodaemun-gu",
            outline: [85, 95, 96, 94, 93, 92, 91, 88, 87, 86],
            stationCount: 80,
            mix: [5, 2, 2, 1, 2]
        ),
        DistrictPlan(
            koreanName: "마포구",
            englishName: "Mapo-gu",
            outline: [2, 60, 61, 85, 86, 87, 88, 89, 90, 6, 5, 4, 3],
            stationCount: 130,
            mix: [4, 3, 3, 3, 1]
        ),
        DistrictPlan(
            koreanName: "양천구",
            englishName: "Yangcheon-gu",
            outline: [53, 54, 131, 132, 133, 134, 135, 136, 137],
            stationCount: 112,
            mix: [7, 2, 2, 2, 0]
        ),
        DistrictPlan(
            koreanName: "강서구",
            englishName: "Gangseo-gu",
            outline: [0, 1, 2, 3, 133, 132, 131, 54, 55, 56, 57, 58, 59],
            stationCount: 190,
            mix: [5, 3, 3, 2, 0]
        ),
        DistrictPlan(
            koreanName: "구로구",
            englishName: "Guro-gu",
            outline: [48, 49, 50, 51, 52, 53, 137, 136, 135, 138, 139, 140, 141],
            stationCount: 110,
            mix: [5, 4, 3, 1, 0]
        ),
        DistrictPlan(
            koreanName: "금천구",
            englishName: "Geumcheon-gu",
            outline: [48, 141, 140, 151, 152, 44, 45, 46, 47],
            stationCount: 72,
            mix: [4, 4, 2, 1, 0]
        ),
        DistrictPlan(
            koreanName: "영등포구",
            englishName: "Yeongdeungpo-gu",
            outline: [3, 4, 5, 6, 7, 144, 143, 142, 139, 138, 135, 134, 133],
            stationCount: 168,
            mix: [4, 4, 3, 3, 0]
        ),
        DistrictPlan(
            koreanName: "동작구",
            englishName: "Dongjak-gu",
            outline: [7, 8, 9, 149, 148, 147, 146, 145, 139, 142, 143, 144],
            stationCount: 74,
            mix: [5, 1, 3, 1, 2]
        ),
        DistrictPlan(
            koreanName: "관악구",
            englishName: "Gwanak-gu",
            outline: [139, 145, 146, 147, 148, 150, 41, 42, 43, 44, 152, 151, 140],
            stationCount: 72,
            mix: [6, 1, 2, 1, 2]
        ),
        DistrictPlan(
            koreanName: "서초구",
            englishName: "Seocho-gu",
            outline: [9, 10, 11, 12, 153, 154, 155, 156, 157, 33, 34, 35, 36, 37, 38, 39, 40, 41, 150, 148, 149],
            stationCount: 142,
            mix: [4, 4, 3, 2, 0]
        ),
        DistrictPlan(
            koreanName: "강남구",
            englishName: "Gangnam-gu",
            outline: [12, 13, 14, 15, 158, 159, 160, 161, 31, 32, 33, 157, 156, 155, 154, 153],
            stationCount: 172,
            mix: [4, 5, 4, 1, 0]
        ),
        DistrictPlan(
            koreanName: "송파구",
            englishName: "Songpa-gu",
            outline: [15, 16, 17, 18, 162, 163, 26, 27, 28, 29, 30, 31, 161, 160, 159, 158],
            stationCount: 210,
            mix: [6, 2, 3, 3, 0]
        ),
        DistrictPlan(
            koreanName: "강동구",
            englishName: "Gangdong-gu",
            outline: [18, 19, 20, 21, 22, 23, 24, 25, 26, 163, 162],
            stationCount: 120,
            mix: [6, 2, 3, 2, 0]
        ),
    ]
}
