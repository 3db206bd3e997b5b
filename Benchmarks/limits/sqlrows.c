// SPDX-License-Identifier: Apache-2.0
// raw SQLite insert limit with real rows: sqlrows SOURCE TARGET BATCH
// Reads the frames of a store into memory, makes the same table with the same indexes in a fresh file, and inserts the
// rows in transactions of BATCH rows, journal and flushing as the store's.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
static sqlite3 *from, *to;
static void run(sqlite3 *db, const char *sql) {
    char *error = 0;
    if (sqlite3_exec(db, sql, 0, 0, &error)) { fprintf(stderr, "%s: %s\n", sql, error); exit(1); }
}
static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(db, sql, -1, &s, 0)) { fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db)); exit(1); }
    return s;
}
static void copy_schema(const char *tables) {
    char sql[400];
    snprintf(sql, sizeof sql, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN (%s) ORDER BY type = 'index'", tables);
    sqlite3_stmt *s = prepare(from, sql);
    while (sqlite3_step(s) == SQLITE_ROW) run(to, (const char *)sqlite3_column_text(s, 0));
    sqlite3_finalize(s);
}
int main(int n, char **v) {
    int batch = atoi(v[3]);
    if (sqlite3_open_v2(v[1], &from, SQLITE_OPEN_READONLY, 0) || sqlite3_open(v[2], &to)) return 1;
    run(to, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 8000");
    copy_schema("'receivers', 'frames'");
    sqlite3_stmt *all = prepare(from, "SELECT * FROM receivers"), *in = 0;
    while (sqlite3_step(all) == SQLITE_ROW) {
        int columns = sqlite3_column_count(all);
        if (!in) {
            char sql[400] = "INSERT INTO receivers VALUES (?";
            for (int i = 1; i < columns; i++) strcat(sql, ",?");
            in = prepare(to, strcat(sql, ")"));
            run(to, "BEGIN");
        }
        for (int i = 0; i < columns; i++) sqlite3_bind_value(in, i + 1, sqlite3_column_value(all, i));
        if (sqlite3_step(in) != SQLITE_DONE) { fprintf(stderr, "%s\n", sqlite3_errmsg(to)); return 1; }
        sqlite3_reset(in);
    }
    run(to, "COMMIT");
    all = prepare(from, "SELECT * FROM frames ORDER BY id");
    int columns = sqlite3_column_count(all);
    long rows = 0, room = 0;
    sqlite3_value **values = 0;
    while (sqlite3_step(all) == SQLITE_ROW) {
        if ((rows + 1) * columns > room) values = realloc(values, sizeof *values * (room = room ? room * 2 : 1 << 20));
        for (int i = 0; i < columns; i++) values[rows * columns + i] = sqlite3_value_dup(sqlite3_column_value(all, i));
        rows++;
    }
    char sql[400] = "INSERT INTO frames VALUES (?";
    for (int i = 1; i < columns; i++) strcat(sql, ",?");
    in = prepare(to, strcat(sql, ")"));
    double start = now();
    for (long row = 0; row < rows;) {
        run(to, "BEGIN IMMEDIATE");
        for (int i = 0; i < batch && row < rows; i++, row++) {
            for (int c = 0; c < columns; c++) sqlite3_bind_value(in, c + 1, values[row * columns + c]);
            if (sqlite3_step(in) != SQLITE_DONE) { fprintf(stderr, "%s\n", sqlite3_errmsg(to)); return 1; }
            sqlite3_reset(in);
        }
        run(to, "COMMIT");
    }
    printf("rows_s %.0f rows %ld\n", rows / (now() - start), rows);
    return 0;
}
