import Compression
import Core

/// `learned.bin.gz`: what a model has learned about its stations, as little-endian numbers.
///
/// `TTLC`, format 1, then day count and last day, then two ``DayEvidence`` (slot minutes, half-life, stations, days, and
/// the channels' sums as Float32), all counts as Int32.
enum LearnedCityFile {
    static let fileName = "learned.bin.gz"
    private static let magic: [UInt8] = Array("TTLC".utf8)
    private static let format: Int32 = 1
    private static let limitBytes = 1 << 30

    static func encode(_ learned: LearnedCity) throws -> [UInt8] {
        var bytes = magic
        append(format, to: &bytes)
        append(Int32(learned.lastDay ?? -1), to: &bytes)
        for evidence in [learned.evidence, learned.recent] {
            append(Int32(evidence.slotMinutes), to: &bytes)
            append(Int32(evidence.stationCount), to: &bytes)
            append(Int32(evidence.dayCount), to: &bytes)
            append(Float(evidence.halfLifeDays).bitPattern, to: &bytes)
            for channel in evidence.sums {
                bytes.reserveCapacity(bytes.count + channel.count * 4)
                for value in channel { append(value.bitPattern, to: &bytes) }
            }
        }
        return try Gzip.compress(bytes, level: 3)
    }

    /// Throws ``ModelFileError`` for bytes that are no such file or are made for another number of stations.
    static func decode(_ file: [UInt8], calendar: HolidayCalendar, stationCount: Int) throws -> LearnedCity {
        let bytes: [UInt8]
        do {
            bytes = try Gzip.decompress(file, limit: limitBytes)
        } catch {
            throw ModelFileError("\(fileName) cannot be unpacked: \(error)")
        }
        var reader = NumberReader(bytes)
        guard reader.take(4) == magic[...], try reader.integer() == format else {
            throw ModelFileError("\(fileName) is not of a format this version knows")
        }
        var learned = LearnedCity(calendar: calendar)
        let lastDay = try reader.integer()
        // 2200: a day that never comes would keep the model from learning.
        guard lastDay < 84_000 else {
            throw ModelFileError("\(fileName) was learned up to a day that is not there yet")
        }
        learned.lastDay = lastDay < 0 ? nil : Int(lastDay)
        learned.evidence = try evidence(&reader, like: learned.evidence, stationCount: stationCount)
        learned.recent = try evidence(&reader, like: learned.recent, stationCount: stationCount)
        guard reader.isAtEnd else { throw ModelFileError("\(fileName) has more bytes than it says") }
        return learned
    }

    private static func evidence(
        _ reader: inout NumberReader,
        like expected: DayEvidence,
        stationCount: Int
    ) throws -> DayEvidence {
        let slotMinutes = try reader.integer()
        let stations = try reader.integer()
        let days = try reader.integer()
        let halfLife = Float(bitPattern: UInt32(bitPattern: try reader.integer()))
        guard slotMinutes == expected.slotMinutes, stations == stationCount, days >= 0, halfLife > 0,
            halfLife.isFinite
        else { throw ModelFileError("\(fileName) does not fit the \(stationCount) stations of the model") }
        var evidence = DayEvidence(
            slotMinutes: Int(slotMinutes),
            halfLifeDays: Double(halfLife),
            stationCount: Int(stations)
        )
        evidence.dayCount = Int(days)
        for channel in evidence.sums.indices {
            evidence.sums[channel] = try reader.floats(evidence.sums[channel].count)
        }
        return evidence
    }

    private static func append(_ value: Int32, to bytes: inout [UInt8]) {
        append(UInt32(bitPattern: value), to: &bytes)
    }

    private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}

/// A model's file that cannot be used; one line says which and why.
package struct ModelFileError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Takes little-endian numbers off the front of bytes.
private struct NumberReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard bytes.count - offset >= count else { return nil }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    mutating func integer() throws -> Int32 {
        guard let four = take(4) else { throw ModelFileError("\(LearnedCityFile.fileName) is cut off") }
        return Int32(bitPattern: Self.number(four))
    }

    /// Finite numbers of 0 or more.
    mutating func floats(_ count: Int) throws -> [Float] {
        guard let block = take(count * 4) else { throw ModelFileError("\(LearnedCityFile.fileName) is cut off") }
        return try stride(from: block.startIndex, to: block.endIndex, by: 4).map { start in
            let value = Float(bitPattern: Self.number(block[start..<start + 4]))
            guard value >= 0, value.isFinite else {
                throw ModelFileError("\(LearnedCityFile.fileName) has a sum that cannot be")
            }
            return value
        }
    }

    private static func number(_ four: ArraySlice<UInt8>) -> UInt32 {
        var value: UInt32 = 0
        for byte in four.reversed() { value = value << 8 | UInt32(byte) }
        return value
    }
}
