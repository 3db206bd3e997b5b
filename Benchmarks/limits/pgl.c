// SPDX-License-Identifier: Apache-2.0
// raw PostgreSQL insert load: pgl URL ROWS BATCH PAYLOAD
// Makes two tables like the least that a register and its messages need, and inserts messages and updates the devices that
// sent them, BATCH rows a transaction, as arrays.
#include <libpq-fe.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
static PGconn *c;
static void check(PGresult *r, const char *what) {
    if (PQresultStatus(r) != PGRES_COMMAND_OK) { fprintf(stderr, "%s: %s\n", what, PQerrorMessage(c)); exit(1); }
    PQclear(r);
}
static void sql(const char *q) { check(PQexec(c, q), q); }
static uint64_t state = 88172645463325252ULL;
static unsigned rnd(void) { state ^= state << 13; state ^= state >> 7; state ^= state << 17; return state >> 33; }
int main(int n, char **v) {
    if (n < 5) { fprintf(stderr, "pgl URL ROWS BATCH PAYLOAD\n"); return 64; }
    c = PQconnectdb(v[1]);
    if (PQstatus(c) != CONNECTION_OK) { fprintf(stderr, "%s", PQerrorMessage(c)); return 1; }
    long rows = atol(v[2]), done = 0;
    int batch = atoi(v[3]), size = atoi(v[4]);
    sql("set client_min_messages = warning");
    sql("drop table if exists message; drop table if exists device");
    sql("create table device(id bigint primary key, serial text unique not null, last_seen timestamptz not null)");
    sql("create table message(id bigint generated always as identity primary key, ts timestamptz not null,"
        " payload text not null, device_id bigint not null references device(id))");
    sql("create index on message(device_id)");
    sql("insert into device select i, 'SG-' || i, now() from generate_series(0, 499) i");
    check(PQprepare(c, "i", "insert into message(ts, payload, device_id) select now(), p, d"
        " from unnest($1::text[], $2::bigint[]) t(p, d)", 2, 0), "prepare");
    check(PQprepare(c, "u", "update device set last_seen = now() where id = any($1::bigint[])", 1, 0), "prepare");
    char *payload = malloc(size + 1), *texts = malloc((size_t)batch * (size + 3) + 3), *devices = malloc((size_t)batch * 8 + 3);
    for (int i = 0; i < size; i++) payload[i] = "abcdefghijklmnop :0123456789"[rnd() % 28];
    payload[size] = 0;
    double start = now();
    while (done < rows) {
        char *t = texts, *d = devices;
        *t++ = '{'; *d++ = '{';
        for (int i = 0; i < batch; i++) {
            t += sprintf(t, "%s\"%s\"", i ? "," : "", payload);
            d += sprintf(d, "%s%u", i ? "," : "", rnd() % 500);
        }
        strcpy(t, "}"); strcpy(d, "}");
        const char *p[2] = {texts, devices}, *q[1] = {devices};
        sql("begin");
        check(PQexecPrepared(c, "i", 2, p, 0, 0, 0), "insert");
        check(PQexecPrepared(c, "u", 1, q, 0, 0, 0), "update");
        sql("commit");
        done += batch;
    }
    printf("rows_s %.0f\n", done / (now() - start));
    PQfinish(c);
    return 0;
}
