// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import gnomectl

@Suite("Help")
struct HelpTests {
    @Test("the version is one line")
    func version() async {
        let world = World()
        #expect(await world.run("--version") == .success)
        #expect(world.results == "\(Gnomectl.version)\n")
        #expect(await world.run("receivers list --version") == .success)
    }

    @Test("“help” with a command's words is that command's --help")
    func helpCommand() async {
        for path in TreeTests.paths {
            let words = Array(path.names.dropFirst())
            let (one, other) = (World(), World())
            #expect(await one.run(["help"] + words) == .success)
            #expect(await other.run(words + ["--help"]) == .success)
            #expect(one.results == other.results)
        }
    }

    @Test("no line of any help is wider than the terminal", arguments: [64, 80, 132])
    func width(columns: Int) async {
        for path in TreeTests.paths {
            let lines = HelpText(path: path, columns: columns).text.split(separator: "\n")
            #expect(lines.filter { String($0).displayWidth > columns } == [])
        }
    }

    @Test("COLUMNS outweighs the terminal, which outweighs 80")
    func columns() async {
        let output = Output(results: { _ in }, messages: { _ in }, terminalColumns: 100)
        let piped = Output(results: { _ in }, messages: { _ in }, terminalColumns: nil)
        let environment = Environment(variables: ["COLUMNS": "132"], http: NoServer(), clock: ContinuousClock())
        let bare = Environment(variables: [:], http: NoServer(), clock: ContinuousClock())
        #expect(output.columns(environment) == 132)
        #expect(output.columns(bare) == 100)
        #expect(piped.columns(bare) == 80)
    }

    @Test("more than twelve options collapse in the usage line")
    func collapsedUsage() {
        let options = (1...13).map { Parameter.flag("flag-\($0)", help: "A flag.").declaration }
        func usage(_ count: Int) -> String {
            let command = Command("many", abstract: "Many.", parameters: Array(options.prefix(count)), run: { _ in })
            let path = CommandPath(root: SampleTree.root).appending(command)
            return UsageLine(path: path).text(after: "USAGE: ", columns: 1000)
        }
        #expect(usage(12).contains("[--flag-12]"))
        #expect(usage(13) == "USAGE: tool many [<options>]")
    }

    // golden texts, as the shell shows them at 80 columns
    @Test(
        "the root and a leaf show all there is to know, in the usual order",
        arguments: [("--help", root), ("receivers add --help", receiversAdd)])
    func golden(line: String, text: String) async {
        let world = World()
        #expect(await world.run(line) == .success)
        #expect(world.results == text + "\n")
    }

    static let root = """
        OVERVIEW: Look after a fleet of wildlife receivers.

        Talks to a gnome-server over its API. Results go to standard output, everything
        else to standard error; “--format json” gives results to scripts.

        USAGE: gnomectl <subcommand>

        OPTIONS:
          --generate-completion-script <shell>
                                  Print a completion script. (values: bash, zsh, fish)
          -h, --help              Show this help.
          --version               Show the version.

        SUBCOMMANDS:
          login                   Log in to a server, and keep a profile of it.
          logout                  Take the token of a profile back, and forget the
                                  profile.
          whoami                  Show who the server takes you for, and what you may.
          profiles                List the profiles that log-ins left.
          account                 Change your own password; see where you are logged in,
                                  and end that.
          projects                List, make and change projects, and say who may do
                                  what in them.
          users                   List, invite and change people; let them in again, or
                                  not any more.
          tokens                  List, issue and revoke what lets programs, receivers
                                  and landowners in.
          stations                List, show, make and change stations, with their
                                  photos; swap the hardware of one.
          deployments             Hang receivers at stations, correct that, end it, swap
                                  hardware and take that back.
          receivers               List, show and register receivers; put them into
                                  service, and take them out.
          conflicts               Decide who is who, where a receiver came with a key
                                  that does not fit.
          audit                   List who changed what, prove that it is whole, and
                                  take it elsewhere.
          messages                List and follow the messages of receivers.
          quarantine              Show, replay or drop what could not be taken in.
          jobs                    Look at work that is done later, and decide about what
                                  failed.
          forwards                Pass stored messages on to brokers and web servers.
          retention               Show for how long observations are kept, and how much
                                  would go now.
          broker                  Look after the RabbitMQ broker of a server: show,
                                  check, put right, export.
          files                   Look into data files of receivers.
          store                   Look after the database of a server: check, back up,
                                  restore.
          simulate                Let receivers live that do not exist.
          version                 Show the version of gnomectl.
          help                    Explain a command.

        EXIT CODES:
          0                       Done; also after help and version.
          1                       The request failed: not found, refused by the server,
                                  a file that can't be read.
          64                      The command line is wrong.
          69                      The server can't be reached, or did not answer in
                                  time.
          75                      The server can't do it now; the same command may
                                  succeed later.
          77                      Not permitted: the token or password is missing, wrong
                                  or not enough.
          78                      The environment or a file that gnomectl itself needs
                                  is wrong.

        ENVIRONMENT:
          GNOME_SERVER            The server to talk to, where neither --server nor
                                  --profile is given.
          GNOME_TOKEN_FILE        The file of the token, where neither --token-file nor
                                  --profile is given.
          GNOME_PROFILE           The profile, where --profile is not given; otherwise
                                  “default”.
          GNOME_CREDENTIALS_FILE  The file of the profiles; otherwise
                                  ~/.config/gnomectl/credentials.json.
          XDG_CONFIG_HOME         What stands for ~/.config there.
          GNOME_STORE_URL         The PostgreSQL database that “store” means, where
                                  --store is not given.
          GNOME_MANAGEMENT_URL    The broker's management API, where --management-url is
                                  not given.
          XDG_DATA_HOME           Where the data folder, gnome-server, lies; otherwise
                                  ~/.local/share.
          NO_COLOR                Anything: no colours on the terminal.
          COLUMNS                 The width of the help.

          See 'gnomectl help <subcommand>' for detailed help.
        """

    static let receiversAdd = """
        OVERVIEW: Register a receiver, accept one that waits, or say that one is to
        come.

        A receiver that was heard before it was registered waits as “pending”, and its
        frames in quarantine. Accepting it takes them in, in order. For a receiver that
        is accepted already, --name renames it. With --project it belongs to the
        project. To expect a receiver of which the key is known, import it: “gnomectl
        receivers import” has a column for keys.

        USAGE: gnomectl receivers add [--name <name>] [--project <project>] [--expected]
                                [--wait <duration>] [--format <format>] [--quiet]
                                [--server <url>] [--token-file <path>]
                                [--profile <name>] <serial>

        ARGUMENTS:
          <serial>                The receiver, like SG-F28CRPI33503.

        OPTIONS:
          --name <name>           What people call it.
          --project <project>     The project that owns it, by its number or name.
          --expected              It is to come: its first contact puts it into service.
                                  Needs --project.
          --wait <duration>       Then wait until the receiver is heard, at most so
                                  long.
          --format <format>       What results look like. (values: table, json; default:
                                  table)
          -q, --quiet             Print identifiers only, one a line.
          --server <url>          The server; otherwise that of --profile, GNOME_SERVER,
                                  that of the usual profile, or http://127.0.0.1:8080.
          --token-file <path>     A file with a token; otherwise that of --profile,
                                  GNOME_TOKEN_FILE, that of the usual profile, or, for a
                                  server at this machine, admin-token in the data
                                  folder.
          --profile <name>        The profile of an earlier log-in; otherwise
                                  GNOME_PROFILE.
          -h, --help              Show this help.
        """
}
