import CollectorService
import Testing

struct SimulatedGeographyTests {
    let city = SimulatedCity()

    @Test func `the city has 25 districts with both names`() {
        #expect(city.districts.count == 25)
        #expect(Set(city.districts.map(\.koreanName)).count == 25)
        #expect(Set(city.districts.map(\.englishName)).count == 25)
        #expect(city.districts.allSatisfy { $0.koreanName.hasSuffix("구") && $0.englishName.hasSuffix("-gu") })
        #expect(city.districts.contains { $0.koreanName == "강남구" && $0.englishName == "Gangnam-gu" })
    }

    @Test func `there are 2,730 stations with ids and numbers of their own`() {
        #expect(city.stations.count == simulatedStationCount)
        #expect(Set(city.stations.map(\.id)).count == simulatedStationCount)
        #expect(Set(city.stations.map(\.number)).count == simulatedStationCount)
        #expect(Set(city.stations.map(\.name)).count == simulatedStationCount)
        #expect(Set(city.stations.map { "\($0.lat),\($0.lon)" }).count == simulatedStationCount)
        #expect(city.stations.allSatisfy { $0.id.hasPrefix("ST-") && Int($0.id.dropFirst(3)) != nil })
        #expect(city.stations.allSatisfy { Int($0.number) != nil && !$0.name.isEmpty })
        #expect(city.stations.first?.id == "ST-4")
        #expect(city.stations.first?.number == "102")
    }

    @Test func `every station stands in its district and in no other, and on dry land`() {
        for station in city.stations {
            let homes = city.districts.indices.filter { contains(city.districts[$0].ring, station.lon, station.lat) }
            #expect(homes == [station.district], "\(station.id)")
            #expect(!contains(city.river, station.lon, station.lat), "\(station.id)")
        }
    }

    @Test func `racks are between 5 and 40 with a mean near 12`() {
        let racks = city.stations.map(\.racks)
        #expect(racks.allSatisfy { (5...40).contains($0) })
        #expect((11...12.2).contains(racks.map(Double.init).meanRate))
    }

    @Test func `busy districts have more stations than quiet ones`() {
        func count(_ name: String) -> Int {
            city.stations.count { city.districts[$0.district].koreanName == name }
        }
        for large in ["송파구", "강서구", "영등포구"] {
            for small in ["중랑구", "강북구"] {
                #expect(count(large) > count(small) * 3 / 2, "\(large) \(small)")
            }
        }
    }

    @Test func `districts tile the city: every border is shared once, or lies on the one city limit`() {
        var uses: [Border: Int] = [:]
        for district in city.districts {
            #expect((8...24).contains(district.ring.count))
            for (from, to) in zip(district.ring, district.ring.dropFirst() + district.ring.prefix(1)) {
                uses[Border(from, to), default: 0] += 1
            }
        }
        for (border, count) in uses {
            // Two neighbours walk their common border in opposite directions; no border is walked twice the same way.
            #expect(count == 1)
            #expect(border.from != border.to)
        }
        let outer = uses.keys.filter { uses[$0.reversed] == nil }
        let next = Dictionary(outer.map { ($0.from, $0.to) }, uniquingKeysWith: { first, _ in first })
        #expect(next.count == outer.count)
        var walked = 0
        var corner = outer.first?.from
        repeat {
            corner = corner.flatMap { next[$0] }
            walked += 1
        } while corner != outer.first?.from && corner != nil && walked <= outer.count
        #expect(walked == outer.count, "the city limit is one closed line")
    }

    @Test func `the districts cover their outline without gaps or overlaps`() {
        let whole = city.districts.map { area($0.ring) }
        #expect(whole.allSatisfy { $0 > 0 })
        // Seoul is 605 square kilometres.
        #expect((550...660).contains(whole.reduce(0, +)))
        var inside = 0
        for column in 0..<86 {
            for row in 0..<56 {
                let lon = 126.7603 + Double(column) * 0.005
                let lat = 37.4203 + Double(row) * 0.005
                let homes = city.districts.count { contains($0.ring, lon, lat) }
                #expect(homes <= 1, "\(lon) \(lat)")
                inside += homes
            }
        }
        let sampled = Double(inside) * 0.005 * 0.005 * 88.2 * 111
        #expect(abs(sampled - whole.reduce(0, +)) < 15)
    }

    @Test func `everything drawn lies in the frame of Seoul`() {
        for point in city.districts.flatMap(\.ring) + city.river + city.stations.map({ (lon: $0.lon, lat: $0.lat) }) {
            #expect((126.76...127.19).contains(point.lon))
            #expect((37.42...37.70).contains(point.lat))
        }
    }

    @Test func `streets are the same for every seed`() {
        let other = SimulatedCity(seed: 99)
        #expect(other.stations == city.stations)
        #expect(other.fleet == city.fleet)
    }

    private struct Corner: Hashable {
        let lon: Double
        let lat: Double
    }

    private struct Border: Hashable {
        let from: Corner
        let to: Corner

        init(_ from: (lon: Double, lat: Double), _ to: (lon: Double, lat: Double)) {
            self.init(Corner(lon: from.lon, lat: from.lat), Corner(lon: to.lon, lat: to.lat))
        }

        private init(_ from: Corner, _ to: Corner) {
            self.from = from
            self.to = to
        }

        var reversed: Border { Border(to, from) }
    }

    private func contains(_ ring: [(lon: Double, lat: Double)], _ lon: Double, _ lat: Double) -> Bool {
        var inside = false
        for (a, b) in zip(ring, ring.dropFirst() + ring.prefix(1)) where (a.lat > lat) != (b.lat > lat) {
            if lon < a.lon + (lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon) { inside.toggle() }
        }
        return inside
    }

    /// Square kilometres of a clockwise ring.
    private func area(_ ring: [(lon: Double, lat: Double)]) -> Double {
        zip(ring, ring.dropFirst() + ring.prefix(1)).reduce(0) { sum, edge in
            sum - (edge.0.lon * edge.1.lat - edge.1.lon * edge.0.lat) / 2 * 88.2 * 111
        }
    }
}
