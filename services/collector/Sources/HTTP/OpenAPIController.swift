import Hummingbird
import ServiceKit

/// `/openapi.json`: what the collector answers, as OpenAPI 3.1.
struct OpenAPIController {
    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/openapi.json") { _, _ in Response.json(Self.document) }
    }

    private static let document = Array(
        #"""
        {"openapi":"3.1.0","info":{"title":"ttareungi collector","version":"1","description":"Bikes at the stations of a city, now and in the last day."},
        "paths":{
        "/api/stations":{"get":{"summary":"Stations with their counts","parameters":[
        {"name":"district","in":"query","description":"Districts, separated by commas","schema":{"type":"string"}},
        {"name":"bbox","in":"query","description":"west,south,east,north in degrees","schema":{"type":"string"}},
        {"name":"near","in":"query","description":"lat,lon in degrees; nearest stations first, 20 unless limit says otherwise","schema":{"type":"string"}},
        {"name":"limit","in":"query","schema":{"type":"integer","minimum":1,"maximum":10000}},
        {"name":"q","in":"query","description":"Part of the name, the number or the id","schema":{"type":"string","maxLength":400}},
        {"name":"fields","in":"query","description":"Fields of a station, separated by commas","schema":{"type":"string"}}],
        "responses":{"200":{"description":"The live snapshot, filtered","content":{"application/json":{"schema":{"$ref":"#/components/schemas/StationList"}}}},
        "304":{"description":"Not changed since the ETag given"},"400":{"$ref":"#/components/responses/Problem"},"503":{"$ref":"#/components/responses/Problem"}}}},
        "/api/stations/{id}":{"get":{"summary":"One station","parameters":[{"$ref":"#/components/parameters/StationID"}],
        "responses":{"200":{"description":"The station","content":{"application/json":{"schema":{"type":"object","required":["snapshot","station"],"properties":{"snapshot":{"$ref":"#/components/schemas/Snapshot"},"station":{"$ref":"#/components/schemas/Station"}}}}}},
        "304":{"description":"Not changed since the ETag given"},"404":{"$ref":"#/components/responses/Problem"},"503":{"$ref":"#/components/responses/Problem"}}}},
        "/api/stations/{id}/history":{"get":{"summary":"A station's counts in the last day","parameters":[{"$ref":"#/components/parameters/StationID"},
        {"name":"hours","in":"query","schema":{"type":"number","exclusiveMinimum":0,"maximum":24,"default":24}}],
        "responses":{"200":{"description":"Counts, oldest first","content":{"application/json":{"schema":{"type":"object","required":["snapshot","station_id","history"],"properties":{"snapshot":{"$ref":"#/components/schemas/Snapshot"},"station_id":{"type":"string"},
        "history":{"type":"array","items":{"type":"object","required":["observed_at","bikes","docks_free"],"properties":{"observed_at":{"type":"string","format":"date-time"},"bikes":{"type":"integer"},"docks_free":{"type":"integer"}}}}}}}}},
        "304":{"description":"Not changed since the ETag given"},"400":{"$ref":"#/components/responses/Problem"},"404":{"$ref":"#/components/responses/Problem"},"503":{"$ref":"#/components/responses/Problem"}}}},
        "/api/districts":{"get":{"summary":"Districts as GeoJSON, with what is in them now","responses":{"200":{"description":"FeatureCollection","content":{"application/geo+json":{"schema":{"type":"object"}}}},
        "304":{"description":"Not changed since the ETag given"},"503":{"$ref":"#/components/responses/Problem"}}}},
        "/api/stream":{"get":{"summary":"Server-sent events: stations, predictions, heartbeat","parameters":[{"name":"Last-Event-ID","in":"header","schema":{"type":"string"}}],
        "responses":{"200":{"description":"Events until either side ends","content":{"text/event-stream":{"schema":{"type":"string"}}}},"503":{"$ref":"#/components/responses/Problem"}}}},
        "/gbfs/{version}/{file}":{"get":{"summary":"GBFS feed","parameters":[
        {"name":"version","in":"path","required":true,"schema":{"type":"string","enum":["2.3","3.0"]}},
        {"name":"file","in":"path","required":true,"schema":{"type":"string","enum":["gbfs.json","gbfs_versions.json","system_information.json","station_information.json","station_status.json","system_regions.json"]}}],
        "responses":{"200":{"description":"The file","content":{"application/json":{"schema":{"type":"object"}}}},"400":{"$ref":"#/components/responses/Problem"},"404":{"$ref":"#/components/responses/Problem"},"503":{"$ref":"#/components/responses/Problem"}}}}},
        "components":{
        "parameters":{"StationID":{"name":"id","in":"path","required":true,"schema":{"type":"string"}}},
        "responses":{"Problem":{"description":"RFC 9457 problem details","content":{"application/problem+json":{"schema":{"type":"object","required":["type","title","status"],"properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},"instance":{"type":"string"},"errors":{"type":"array","items":{"type":"object","properties":{"field":{"type":"string"},"message":{"type":"string"}}}}}}}}}},
        "schemas":{
        "Snapshot":{"type":"object","required":["observed_at","collected_at","source","interval_seconds","stations","age_seconds","stale"],"properties":{"observed_at":{"type":"string","format":"date-time"},"collected_at":{"type":"string","format":"date-time"},"source":{"type":"string"},"interval_seconds":{"type":"integer"},"stations":{"type":"integer"},"age_seconds":{"type":"number"},"stale":{"type":"boolean"},"clock":{"type":"object","properties":{"now":{"type":"string","format":"date-time"},"speed":{"type":"number"}}}}},
        "Station":{"type":"object","properties":{"station_id":{"type":"string"},"number":{"type":"string"},"name":{"type":"string"},"district":{"type":"string"},"lat":{"type":["number","null"]},"lon":{"type":["number","null"]},"racks":{"type":"integer"},"bikes":{"type":"integer"},"docks_free":{"type":"integer"},"observed_at":{"type":"string","format":"date-time"},"collected_at":{"type":"string","format":"date-time"},"changed_at":{"type":"string","format":"date-time"},"source":{"type":"string"}}},
        "StationList":{"type":"object","required":["snapshot","stations"],"properties":{"snapshot":{"$ref":"#/components/schemas/Snapshot"},"stations":{"type":"array","items":{"$ref":"#/components/schemas/Station"}}}}}}}
        """#.utf8
    )
}
