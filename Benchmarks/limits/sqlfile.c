// SPDX-License-Identifier: Apache-2.0
// runs SQL from standard input on an SQLite database that nobody else has open: sqlfile DATABASE < SQL
// In one go and without care for crashes: for data that can be made again.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
int main(int n, char **v) {
    static char sql[1 << 16];
    sqlite3 *db;
    char *error = 0;
    if (n != 2 || sqlite3_open_v2(v[1], &db, SQLITE_OPEN_READWRITE, 0)) return 64;
    sql[fread(sql, 1, sizeof sql - 1, stdin)] = 0;
    const char *steps[] = {
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN",
        sql, "COMMIT; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL"};
    for (int i = 0; i < 3; i++) {
        if (!sqlite3_exec(db, steps[i], 0, 0, &error)) continue;
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    return sqlite3_close(db);
}
