-- SPDX-License-Identifier: Apache-2.0
-- Fills a store whose receivers are registered: FRAMES frames of each, one every ten minutes, each with SERIES numbers, and
-- all that the server would have made of them. Both databases take it, once BYTES is the name of their type for bytes.
--
-- Values grow with time and are multiples of a power of two, so that the first and the last of an hour are its least and its
-- greatest, and sums are the same in whichever order.
CREATE TEMP TABLE steps AS
WITH RECURSIVE numbers (step) AS (SELECT 0 UNION ALL SELECT step + 1 FROM numbers WHERE step + 1 < FRAMES)
SELECT step, 1777593600000000 + CAST(step AS BIGINT) * 600000000 AS moment FROM numbers;

CREATE TEMP TABLE ranks AS
SELECT id, serial, row_number() OVER (ORDER BY id) - 1 AS place FROM receivers;

-- Where the numbers of the new frames begin, and how many there are to a step.
INSERT INTO frames (receiver_id, natural_key, kind, device_at, way, route, received_at, content_type, attributes, proof,
    proof_user, body)
SELECT r.id, 'id:' || CAST(100000000 + s.step AS TEXT) || '-' || r.serial || ':00000000deadbeef', 'note', s.moment, 'amqp',
    'gnome.uplink/' || r.serial || '.note', s.moment, 'application/json',
    '{"message-id":"' || CAST(100000000 + s.step AS TEXT) || '-' || r.serial || '"}', 'broker-user', r.serial,
    CAST('{"id":"' || r.serial || '","message":"contact ' || CAST(s.step AS TEXT)
        || ': all radios running, battery well, waiting for the next night, all is quiet"}' AS BYTES)
FROM steps s CROSS JOIN ranks r ORDER BY s.step, r.id;

CREATE TEMP TABLE bases AS
SELECT max(id) - (SELECT count(*) FROM steps) * (SELECT count(*) FROM ranks) + 1 AS frame,
    (SELECT count(*) FROM ranks) AS receivers
FROM frames;

INSERT INTO series (class, name)
SELECT CASE WHEN step = 0 THEN 'contact' ELSE 'metric' END,
    CASE WHEN step = 0 THEN 'amqp' ELSE 'reading.' || CAST(step AS TEXT) END
FROM (WITH RECURSIVE numbers (step) AS (SELECT 0 UNION ALL SELECT step + 1 FROM numbers WHERE step + 1 < SERIES)
    SELECT step FROM numbers) n
WHERE NOT EXISTS (SELECT 1 FROM series o WHERE o.class = 'contact' AND n.step = 0)
ORDER BY step;

CREATE TEMP TABLE points AS
SELECT o.id AS series_id, s.step, s.moment,
    CASE WHEN o.class = 'contact' THEN 1.0 ELSE 12.0 + s.step / 1024.0 END AS value
FROM series o CROSS JOIN steps s
WHERE o.class = 'contact' OR o.name LIKE 'reading.%'
ORDER BY o.id, s.step;

INSERT INTO observation_months (begins_at, ends_at) VALUES
    (1777593600000000, 1780272000000000), (1780272000000000, 1782864000000000),
    (1782864000000000, 1785542400000000)
ON CONFLICT (begins_at) DO NOTHING;

INSERT INTO observations (receiver_id, series_id, moment, frame_id, device_at, value)
SELECT r.id, p.series_id, p.moment, b.frame + p.step * b.receivers + r.place, NULL, p.value
FROM bases b CROSS JOIN ranks r CROSS JOIN points p ORDER BY r.id, p.series_id, p.moment;

INSERT INTO observation_summaries (receiver_id, series_id, width, began_at, observations, minimum, maximum, total, first_at,
    first_value, last_at, last_value)
SELECT r.id, p.series_id, p.width, p.began_at, p.observations, p.minimum, p.maximum, p.total, p.first_at, p.minimum,
    p.last_at, p.maximum
FROM ranks r CROSS JOIN (
    SELECT p.series_id, w.width, p.moment / w.width * w.width AS began_at, count(*) AS observations,
        min(p.value) AS minimum, max(p.value) AS maximum, sum(p.value) AS total, min(p.moment) AS first_at,
        max(p.moment) AS last_at
    FROM points p CROSS JOIN (SELECT 3600000000 AS width UNION ALL SELECT 86400000000) w
    GROUP BY p.series_id, w.width, p.moment / w.width * w.width) p;

INSERT INTO receiver_series (receiver_id, series_id, latest_at, latest_value)
SELECT r.id, p.series_id, p.moment, p.value FROM ranks r CROSS JOIN points p WHERE p.step = FRAMES - 1;

INSERT INTO statuses (receiver_id, first_contact_at, last_contact_at, last_contact_way, next_contact_at, last_report_id,
    last_report_at, frames)
SELECT r.id, 1777593600000000, s.moment, 'amqp', NULL, NULL, NULL, FRAMES
FROM ranks r CROSS JOIN steps s WHERE s.step = FRAMES - 1;
