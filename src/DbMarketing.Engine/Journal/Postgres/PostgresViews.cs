namespace DbMarketing.Engine.Journal.Postgres;

/// <summary>The <see cref="AnalystViews"/> in PostgreSQL's dialect.</summary>
internal static class PostgresViews
{
    /// <summary>
    /// Makes them; <c>{0}</c> is the journal's schema. What senders said stays <c>json</c>, for <c>jsonb</c> refuses numbers beyond its
    /// range, and a NUL, which no text of PostgreSQL can hold, is read as U+FFFD: one such row would end every reading.
    /// </summary>
    public const string Sql =
        """
        CREATE SCHEMA IF NOT EXISTS {0}_analytics;
        CREATE OR REPLACE FUNCTION {0}_analytics.readable(payload text) RETURNS json IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
            SELECT CASE WHEN position('\u0000' IN payload) = 0 THEN payload
                ELSE regexp_replace(payload, '(?<!\\)((?:\\\\)*)\\u0000', '\1\ufffd', 'g') END::json
        $$;
        CREATE VIEW {0}_analytics.customers AS
            SELECT c.key AS customer_key, substr(c.id, 3) AS customer_id,
                CASE left(c.id, 1) WHEN 'k' THEN 'known' ELSE 'anonymous' END AS customer_kind,
                max(j.sequence) AS turns, to_timestamp(min(j.at) / 1000.0) AS first_turn_at,
                to_timestamp(max(j.at) / 1000.0) AS last_turn_at
            FROM {0}.customers c JOIN {0}.journal j ON j.customer = c.key GROUP BY c.key, c.id;
        CREATE VIEW {0}_analytics.entries AS
            SELECT c.key AS customer_key, substr(c.id, 3) AS customer_id,
                CASE left(c.id, 1) WHEN 'k' THEN 'known' ELSE 'anonymous' END AS customer_kind,
                j.sequence, e.number - 1 AS number, to_timestamp(j.at / 1000.0) AS at, e.content ->> 'entry' AS entry, e.content
            FROM {0}.journal j JOIN {0}.customers c ON c.key = j.customer
                CROSS JOIN LATERAL json_array_elements({0}_analytics.readable(j.payload)) WITH ORDINALITY AS e (content, number);
        CREATE VIEW {0}_analytics.interactions AS
            SELECT customer_key, customer_id, customer_kind, sequence, content #>> '{interaction,type}' AS type,
                content #>> '{interaction,source}' AS source, content #>> '{interaction,messageId}' AS message_id,
                content #>> '{interaction,channel}' AS channel, content #>> '{interaction,sessionId}' AS session_id,
                (content #>> '{interaction,occurredAt}')::timestamptz AS occurred_at,
                (content ->> 'effectiveAt')::timestamptz AS effective_at,
                (content #>> '{interaction,receivedAt}')::timestamptz AS received_at, content -> 'interaction' AS content
            FROM {0}_analytics.entries WHERE entry = 'recorded';
        CREATE VIEW {0}_analytics.orders AS
            SELECT customer_key, customer_id, customer_kind, sequence, content #>> '{interaction,type}' AS type,
                content #>> '{interaction,orderId}' AS order_id, (content ->> 'effectiveAt')::timestamptz AS effective_at,
                (content #>> '{interaction,amount}')::numeric AS amount, content #>> '{interaction,currency}' AS currency,
                (content ->> 'baseAmount')::numeric AS base_amount,
                CASE WHEN content ->> 'newOrder' = 'true' THEN 1 ELSE 0 END AS new_order
            FROM {0}_analytics.entries
            WHERE entry = 'recorded' AND content #>> '{interaction,type}' IN ('orderCompleted', 'orderRefunded');
        CREATE VIEW {0}_analytics.order_items AS
            SELECT customer_key, customer_id, customer_kind, sequence, content #>> '{interaction,orderId}' AS order_id,
                (content ->> 'effectiveAt')::timestamptz AS effective_at, p.product ->> 'productId' AS product_id,
                p.product ->> 'category' AS category, (p.product ->> 'quantity')::numeric AS quantity,
                (p.product ->> 'price')::numeric AS price, content #>> '{interaction,currency}' AS currency
            FROM {0}_analytics.entries CROSS JOIN LATERAL json_array_elements(content #> '{interaction,products}') AS p (product)
            WHERE entry = 'recorded' AND content #>> '{interaction,type}' = 'orderCompleted';
        CREATE VIEW {0}_analytics.decisions AS
            SELECT customer_key, customer_id, customer_kind, sequence, content #>> '{decision,id}' AS decision_id,
                (content #>> '{decision,now}')::timestamptz AS at, content #>> '{decision,request,channel}' AS channel,
                content #>> '{decision,playbookVersion}' AS playbook_version, o.offer ->> 'placement' AS placement,
                (o.offer ->> 'rank')::integer AS rank, o.offer ->> 'offerId' AS offer_id, o.offer ->> 'groupId' AS group_id,
                o.offer ->> 'treatmentId' AS treatment_id, (o.offer ->> 'priority')::double precision AS priority,
                (o.offer ->> 'propensity')::double precision AS propensity, (o.offer ->> 'value')::double precision AS value
            FROM {0}_analytics.entries CROSS JOIN LATERAL json_array_elements(content #> '{decision,offers}') AS o (offer)
            WHERE entry = 'decided';
        CREATE VIEW {0}_analytics.outcomes AS
            SELECT customer_key, customer_id, customer_kind, sequence, content #>> '{interaction,type}' AS outcome,
                content #>> '{interaction,decisionId}' AS decision_id, content #>> '{interaction,offerId}' AS offer_id,
                content #>> '{interaction,treatmentId}' AS treatment_id, content #>> '{interaction,placement}' AS placement,
                (content ->> 'effectiveAt')::timestamptz AS effective_at
            FROM {0}_analytics.entries
            WHERE entry = 'recorded' AND content #>> '{interaction,type}' IN (
                'offerPresented', 'offerClicked', 'offerAccepted', 'offerDeclined', 'offerIgnored', 'outcomeVoided');
        CREATE VIEW {0}_analytics.segment_changes AS
            SELECT customer_key, customer_id, customer_kind, sequence, s.segment ->> 'segment' AS segment, w.change,
                (s.segment ->> 'at')::timestamptz AS at, s.segment ->> 'reason' AS reason
            FROM {0}_analytics.entries CROSS JOIN (VALUES ('entered'), ('left')) AS w (change)
                CROSS JOIN LATERAL json_array_elements(content -> w.change) AS s (segment)
            WHERE entry = 'reviewed';
        CREATE VIEW {0}_analytics.segment_members AS
            SELECT customer_key, customer_id, customer_kind, segment, at AS since
            FROM (
                SELECT *, row_number() OVER (PARTITION BY customer_key, segment ORDER BY sequence DESC, at DESC) AS newest
                FROM {0}_analytics.segment_changes) AS changes
            WHERE newest = 1 AND change = 'entered';
        CREATE VIEW {0}_analytics.standings AS
            SELECT customer_key, customer_id, customer_kind, coalesce((standing ->> 'orders')::bigint, 0) AS orders,
                coalesce((standing ->> 'revenue')::numeric, 0) AS revenue,
                coalesce((standing ->> 'purchaseDays')::bigint, 0) AS purchase_days,
                (standing ->> 'firstDay')::bigint AS first_day, (standing ->> 'lastDay')::bigint AS last_day,
                coalesce((standing #>> '{year,orders}')::bigint, 0) AS year_orders,
                coalesce((standing #>> '{year,revenue}')::numeric, 0) AS year_revenue,
                coalesce((standing #>> '{quarter,orders}')::bigint, 0) AS quarter_orders,
                coalesce((standing #>> '{quarter,revenue}')::numeric, 0) AS quarter_revenue
            FROM (
                SELECT *, content -> 'is' AS standing, row_number() OVER (PARTITION BY customer_key ORDER BY sequence DESC) AS newest
                FROM {0}_analytics.entries
                WHERE entry = 'reviewed' AND (content -> 'is' IS NOT NULL OR content -> 'was' IS NOT NULL)) AS reviews
            WHERE newest = 1 AND standing IS NOT NULL;
        """;
}
