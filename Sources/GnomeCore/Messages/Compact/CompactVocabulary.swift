// SPDX-License-Identifier: Apache-2.0

/// The keys, texts and sets of keys that the packed form knows by number.
///
/// They are part of its version: what a receiver packed years ago is read by these numbers. So nothing is ever moved,
/// removed or added here; another vocabulary is another version.
enum CompactVocabulary {
    /// Keys, numbered from 1: those of our messages, then those of a V2 receiver's monitoring (`receivers.md` §3.4, §3.5).
    static let keys =
        words(
            """
            v id serial boot seq time kind next body command status output name arguments expires dropped message
            battery solar voltage current power temp temperature humidity boot_count uptime load load1 load5 load15 cpu
            mem mem_used disk disk_used disk_free disk_total swap version train label lotek_freq timezone signal
            radios counts ctt vah all bad devices port port_path type samples frames at state color enabled errors title
            text detections series daily hourly tagdb file info gps class device mode lat lon alt ept epx epy epv track
            speed climb uploads result project_id deployment_status files summary total_files total_bytes pre_2010_files
            other_sg_files files_to_upload bytes_to_upload files_to_download bytes_to_download last_download last_upload
            last_updownload network wifi hotspot cell inet cell_info rat rssi rsrp rsrq snr imei number model roaming
            capabilities APN error metrics tags fields timestamp sgid path sensor host used_percent available total used
            free usage_idle usage_user usage_system system_time rms_offset stratum packages services pulses noise rate
            rx tx offset
            """)
        + [
            "power state", "operator name", "registration state", "packet service", "bearer conn", "bearer error",
            "ip type", "ip timeout", "ipv4 addr", "ipv4 gw", "ipv6 addr", "ipv6 gw",
        ] + words("0 1 2 3 4 5 6 7 8 9 10")

    /// Texts, numbered from 0; the first 32 take one byte.
    static let texts =
        words(
            """
            status result ok OK failed FAILED done refused expired interrupted no-dev no-sat 2D-fix 3D-fix CONNECTED
            DISCONNECTED INACTIVE SCANNING ON OFF ?? -- no-modem connected registered searching wifi eth cell none error
            running
            """)
        + words(
            """
            #4CAF50 #FFC107 #F44336 UNSET uploading starting authenticating disabled other no-DHCP event data init stopped
            CTT/CornellRcvr CTTv3 rtlsdr/r820t rtlsdr/r828d rtlsdr funcubeProPlus bookworm booktest UTC0 lte gsm umts
            home TPV
            """) + ["logging in", "no IP addr", "Radios"]

    /// Sets of keys, in this order, numbered from 0: those of our messages, as they are written.
    static let shapes = [
        words("body boot kind next seq serial time v"), words("body boot kind seq serial time v"),
        words("body id kind serial time v"), words("command status"), words("command output status"), words("all bad"),
        words("all bad ctt vah"), words("lat lon state"), words("alt lat lon state time"), words("port port_path type"),
        words("at frames"),
    ]

    static let keyNumbers = numbers(of: keys, from: 1)
    static let textNumbers = numbers(of: texts, from: 0)
    static let shapeNumbers = numbers(of: shapes, from: 0)

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private static func numbers<Word: Hashable>(of words: [Word], from first: Int) -> [Word: UInt8] {
        Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, UInt8($0 + first)) })
    }
}
