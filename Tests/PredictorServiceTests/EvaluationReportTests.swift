import Core
import Foundation
import PredictorService
import Testing

@Suite struct EvaluationReportTests {
    /// 2024-11-15, a Friday, and the days after it.
    private static let friday = 20_042

    @Test func `the JSON holds the names that programs outside rely on`() throws {
        let report = try parsed(sample().json())
        #expect(report["source"] as? String == "taipei")
        #expect(report["model_version"] as? String == "v1")
        #expect(report["days"] as? [String] == ["2024-11-15", "2024-11-16", "2024-11-17"])
        #expect(report["stations"] as? Int == 12)
        let horizons = try #require(report["horizons"] as? [[String: Any]])
        #expect(horizons.map { $0["minutes"] as? Int } == [10, 30])
        let numbers = [
            "minutes", "n", "rmse", "rmse_last", "mae_median", "mae_last", "pinball", "pinball_last", "brier_empty",
            "brier_empty_last", "brier_empty_by_count", "brier_full", "empty_largest_error", "full_largest_error",
        ]
        for horizon in horizons {
            for name in numbers { #expect(horizon[name] is NSNumber, "\(name)") }
            #expect((horizon["pit_deciles"] as? [Double])?.count == 10)
            for name in ["empty_reliability", "full_reliability", "by_hour", "by_day", "worst_stations"] {
                #expect((horizon[name] as? [[String: Any]])?.isEmpty == false, "\(name)")
            }
        }
    }

    @Test func `measures are means in full precision`() throws {
        let horizon = try horizons(of: sample())[0]
        let count = 24.0 * 100
        #expect(horizon["n"] as? Double == count)
        #expect(horizon["rmse"] as? Double == (2.25 as Double).squareRoot())
        #expect(horizon["rmse_last"] as? Double == sample().horizons[0].total.rmseLast)
        #expect(horizon["mae_median"] as? Double == sample().horizons[0].total.absolute / count)
        #expect(horizon["brier_empty"] as? Double == sample().horizons[0].total.brierEmpty / count)
    }

    @Test func `the deciles are shares that sum to one`() throws {
        for horizon in try horizons(of: sample()) {
            let deciles = try #require(horizon["pit_deciles"] as? [Double])
            #expect(abs(deciles.reduce(0, +) - 1) < 1e-12)
            #expect(deciles[9] > deciles[0])
        }
    }

    @Test func `days off are named when the calendar is known`() throws {
        let marked = try parsed(sample().json(calendar: .tw))
        let days = try #require(((marked["horizons"] as? [[String: Any]])?[0]["by_day"]) as? [[String: Any]])
        #expect(days.map { $0["day_off"] as? Bool } == [false, true, true])
        let plain = try #require(try horizons(of: sample())[0]["by_day"] as? [[String: Any]])
        #expect(plain.allSatisfy { $0["day_off"] == nil })
    }

    @Test func `stations judged rarely are not called the worst`() throws {
        var stations = [EvaluationSums](repeating: sums(1000, model: 2, last: 2.2), count: 3)
        stations[1] = sums(1000, model: 3, last: 2.2)
        stations.append(sums(5, model: 50, last: 1))
        let city = evaluation([horizon(10, stations: stations)], stations: ["a", "b", "c", "rare"])
        let worst = try #require(try horizons(of: city)[0]["worst_stations"] as? [[String: Any]])
        #expect(worst.map { $0["station_id"] as? String } == ["b", "a", "c"])
    }

    @Test func `what was not judged is null in the JSON and never NaN`() throws {
        let empty = evaluation([HorizonEvaluation(minutes: 10, days: [:])], stations: ["a"])
        let text = String(decoding: empty.json(), as: UTF8.self)
        #expect(!text.contains("nan") && !text.contains("inf"))
        let horizon = try horizons(of: empty)[0]
        #expect(horizon["n"] as? Int == 0)
        #expect(horizon["rmse"] is NSNull)
        #expect((horizon["pit_deciles"] as? [Any])?.count == 10)
        var reader = JSONReader(empty.json())
        try reader.skipValue()
        try reader.expectEnd()
    }

    @Test func `the page is balanced and loads nothing`() throws {
        let page = html(sample(), names: ["s0": "臺北車站 & <b>\"Ximen\"</b>"])
        checkBalance(page)
        #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("//"))
        for tag in ["<script", "<link", "<img", "<iframe", "@import", "url("] { #expect(!page.contains(tag)) }
        #expect(page.contains("臺北車站 &amp; &lt;b&gt;"))
    }

    @Test func `every table has a caption and scopes, every drawing a title`() throws {
        let page = html(sample())
        let tables = occurrences("<table>", in: page)
        #expect(tables > 10)
        #expect(occurrences("<table><caption>", in: page) == tables)
        #expect(occurrences("<th ", in: page) == occurrences("scope=\"", in: page))
        #expect(!page.contains("<th>"))
        #expect(occurrences("role=\"img\"", in: page) == occurrences("aria-labelledby=", in: page))
        #expect(occurrences("role=\"img\"", in: page) == 5 + 2 * 4)
    }

    @Test func `what comes from outside is escaped`() throws {
        let attack = "</title><script>alert('1')</script>\u{0}\"&"
        let judged = horizon(10, stations: [sums(100, model: 2, last: 1)])
        let hostile = Evaluation(source: attack, modelVersion: attack, stations: [attack], horizons: [judged])
        let page = html(hostile, names: [attack: attack])
        checkBalance(page)
        #expect(!page.contains("<script") && !page.contains("\u{0}"))
        #expect(occurrences("&lt;script&gt;alert(&#39;1&#39;)", in: page) >= 5)
        #expect(try parsed(hostile.json())["source"] as? String == attack)
    }

    @Test func `the page says when nothing could be judged`() throws {
        for horizons in [[], [HorizonEvaluation(minutes: 10, days: [:])]] {
            let page = html(evaluation(horizons, stations: []))
            checkBalance(page)
            #expect(page.contains("No forecast could be judged"))
            #expect(!page.contains("<svg") && !page.contains("nan"))
        }
    }

    @Test func `one day and one hour are drawn as dots`() throws {
        let day = [Self.friday: sums(50, model: 2, last: 2.5)]
        let page = html(evaluation([HorizonEvaluation(minutes: 60, days: day)], stations: ["a"]))
        checkBalance(page)
        #expect(page.contains("1 of 1"))
        #expect(!page.contains("<polyline"))
        #expect(page.contains("class=\"dot-last\""))
    }

    @Test func `a horizon that saw no empty station compares nothing there`() throws {
        let total = EvaluationSums(
            count: 10,
            squared: (model: 10, last: 10),
            absolute: (model: 5, last: 0),
            pinball: (model: 7, last: 7),
            brierEmpty: (model: 0, last: 0, byCount: 0),
            brierFull: 0
        )
        let certain = Reliability((0..<10).map { _ in (probability: 0, event: false) })
        let horizon = HorizonEvaluation(
            minutes: 5,
            hours: [total],
            days: [Self.friday: total],
            stations: [total],
            pitCounts: [10] + [Int](repeating: 0, count: 9),
            reliability: (empty: certain, full: Reliability())
        )
        let page = html(evaluation([horizon], stations: ["a"]))
        checkBalance(page)
        #expect(page.contains("nothing to compare"))
        #expect(page.contains("±0.0\u{202F}%</b> equal"))
        #expect(!page.contains("nan") && !page.contains("inf\u{202F}"))
        #expect(try horizons(of: evaluation([horizon], stations: ["a"]))[0]["brier_empty_last"] as? Double == 0)
    }

    @Test func `a model worse than the last value is told so in words`() throws {
        let page = html(evaluation([horizon(10, stations: [sums(100, model: 2.2, last: 2)])], stations: ["a"]))
        #expect(page.contains("<b>−5.1\u{202F}%</b> better"))
        let worse = HorizonEvaluation(minutes: 10, days: [Self.friday: sums(100, model: 2.2, last: 2)])
        let worsePage = html(evaluation([worse], stations: ["a"]))
        #expect(worsePage.contains("<b>+10.0\u{202F}%</b> worse"))
        #expect(worsePage.contains("✗ no"))
        #expect(worsePage.contains("class=\"down\""))
    }
}

extension EvaluationReportTests {
    /// Sums over `count` forecasts with these root mean square errors.
    private func sums(_ count: Int, model: Double, last: Double) -> EvaluationSums {
        let number = Double(count)
        return EvaluationSums(
            count: count,
            squared: (model: number * model * model, last: number * last * last),
            absolute: (model: number * model / 2.5, last: number * last / 2.4),
            pinball: (model: number * model, last: number * last * 1.2),
            brierEmpty: (model: number * 0.0149, last: number * 0.0201, byCount: number * 0.0162),
            brierFull: number * 0.01
        )
    }

    private func horizon(_ minutes: Int, stations: [EvaluationSums]) -> HorizonEvaluation {
        let hour = sums(100, model: 1.5, last: (2.5 as Double).squareRoot())
        let wins = (0..<2000).map { (probability: Float($0) / 2000, event: $0 % 7 == 0) }
        return HorizonEvaluation(
            minutes: minutes,
            hours: [EvaluationSums](repeating: hour, count: 24),
            days: [Self.friday: hour, Self.friday + 1: hour, Self.friday + 2: hour],
            stations: stations,
            pitCounts: (0..<10).map { 230 + $0 },
            reliability: (empty: Reliability(wins), full: Reliability(wins))
        )
    }

    private func evaluation(_ horizons: [HorizonEvaluation], stations: [String]) -> Evaluation {
        Evaluation(source: "taipei", modelVersion: "v1", stations: stations, horizons: horizons)
    }

    private func sample() -> Evaluation {
        let stations = (0..<12).map { sums(200, model: 1 + Double($0) / 10, last: 1.6) }
        return evaluation(
            [horizon(10, stations: stations), horizon(30, stations: stations)],
            stations: (0..<12).map { "s\($0)" }
        )
    }

    private func html(_ evaluation: Evaluation, names: [String: String] = [:]) -> String {
        String(decoding: EvaluationPage(evaluation, stationNames: names, calendar: .tw).html(), as: UTF8.self)
    }

    private func parsed(_ json: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    }

    private func horizons(of evaluation: Evaluation) throws -> [[String: Any]] {
        try #require(try parsed(evaluation.json())["horizons"] as? [[String: Any]])
    }

    private func occurrences(_ part: String, in text: String) -> Int {
        text.components(separatedBy: part).count - 1
    }

    /// Fails unless every element that opens closes again in order, as XML wants it.
    private func checkBalance(_ page: String) {
        let document = page.replacingOccurrences(of: "<!DOCTYPE html>", with: "")
        #expect(BalanceChecker().check(document) == nil)
    }
}

extension HorizonEvaluation {
    /// A horizon whose forecasts were all made at midnight of the given days.
    fileprivate init(minutes: Int, days: [Int: EvaluationSums], stations: [EvaluationSums] = []) {
        var hour = EvaluationSums()
        for sums in days.values { hour.add(sums) }
        self.init(
            minutes: minutes,
            hours: [hour],
            days: days,
            stations: stations,
            pitCounts: [Int](repeating: hour.count / 10, count: 10),
            reliability: (empty: Reliability(), full: Reliability())
        )
    }
}

/// Walks over the tags of a page.
private struct BalanceChecker {
    /// What is wrong first, or nil.
    func check(_ page: String) -> String? {
        var open: [Substring] = []
        var rest = page[...]
        while let start = rest.firstIndex(of: "<") {
            if let stray = rest[..<start].firstIndex(of: ">"), open.last != "style" { return "a stray > at \(stray)" }
            guard let end = rest[start...].firstIndex(of: ">") else { return "a tag without an end" }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.filter({ $0 == "\"" }).count % 2 != 0 { return "quotes in <\(tag)>" }
            if tag.hasSuffix("/") { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return "<\(tag)> closes what is not open" }
            } else {
                open.append(tag.prefix { $0 != " " })
            }
        }
        return open.isEmpty ? nil : "left open: \(open)"
    }
}
