// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// Monitoring objects as V2 receivers write them: keys that come and go, numbers that are `null` or text (`receivers.md` §3.4).
enum MonitoringSamples {
    static func json(_ random: inout SplitMix) -> String {
        let parts = [
            ##""radios":{"counts":{"ctt":1,"vah":1,"all":2,"bad":0},"devices":{"3":{"port":"3","port_path":"1.2.3","type":"rtlsdr/r820t"}},"samples":{"3":{"frames":NUM,"at":1777636800123}},"state":{"color":"#4CAF50","enabled":true,"errors":0,"title":"Radios","text":"port 3: running"}}"##,
            ##""gps":{"state":"3D-fix","class":"TPV","mode":3,"time":NUM,"lat":NUM,"lon":-66.10,"alt":22.40,"ept":0.005}"##,
            ##""gps":{"state":"no-dev"}"##,
            ##""uploads":{"result":{"status":"FAILED","info":"Error: timeout\n    at Socket.<anonymous>"},"project_id":"UNSET"}"##,
            ##""files":{"summary":{"total_files":NUM,"total_bytes":NUM,"files_to_upload":null,"last_upload":null}}"##,
            ##""network":{"wifi":"??","hotspot":"ON","cell":"no IP addr","inet":"eth"}"##,
            ##""cell_info":{"operator name":"Bell","imei":"356938035643809","signal":{"rat":"lte","rssi":"-71.00","rsrp":"--"},"scan":"x"}"##,
            ##""detections":{"tagdb":{"file":"tags.sqlite","info":"p: 12 tags\n"}}"##,
            ##""later":{"new":[1,null,2.50]}"##,
        ]
        let chosen = parts.filter { _ in Bool.random(using: &random) }
        let numbers = [
            "0", "48000", "1.0", "44.512345", "-0.0", "1777636800", "8.6e-7", "123456789012345678901234567890",
        ]
        return "{"
            + (chosen.isEmpty ? [parts[0]] : chosen).joined(separator: ",")
            .split(separator: "NUM", omittingEmptySubsequences: false).reduce("") { text, piece in
                text.isEmpty ? String(piece) : text + (numbers.randomElement(using: &random) ?? "0") + piece
            } + "}"
    }
}
