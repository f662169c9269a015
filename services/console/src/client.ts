export interface V1SessionListData {
  name: string | null;
  role: string | null;
  asks: boolean;
}

export interface V1SessionCreateData {
  name: string | null;
  role: string | null;
  asks: boolean;
}

export type V1SessionDeleteData = any;

export interface V1AccountsListData {
  items: {
    accountId: string;
    accountName: string | null;
    /** @format date-time */
    at: string;
    score: number;
    evidence: number;
    band: string;
    quadrant: string | null;
    drivers: Record<string, number>;
    prior: number;
    trend7d: number | null;
    trend30d: number | null;
    engagement30d: number | null;
    cause: string;
    causeEventId: string | null;
    modelVersion: string;
    logPartition: number;
    logOffset: number;
    contacts: number;
    observations: number;
    /** @format date-time */
    lastContactAt: string | null;
    stage: string | null;
    segment: string | null;
    vertical: string | null;
    region: string | null;
    owner: string | null;
    annualRevenue: number | null;
    currency: string | null;
    /** @format date-time */
    renewalAt: string | null;
    openAlerts: string[];
  }[];
  nextCursor: string | null;
}

export interface V1AccountsDetailData {
  accountId: string;
  accountName: string | null;
  /** @format date-time */
  at: string;
  score: number;
  evidence: number;
  band: string;
  quadrant: string | null;
  drivers: Record<string, number>;
  prior: number;
  trend7d: number | null;
  trend30d: number | null;
  engagement30d: number | null;
  cause: string;
  causeEventId: string | null;
  modelVersion: string;
  logPartition: number;
  logOffset: number;
  contacts: number;
  observations: number;
  /** @format date-time */
  lastContactAt: string | null;
  stage: string | null;
  segment: string | null;
  vertical: string | null;
  region: string | null;
  owner: string | null;
  annualRevenue: number | null;
  currency: string | null;
  /** @format date-time */
  renewalAt: string | null;
  openAlerts: string[];
  alerts: {
    isOpen: boolean;
    alertId: string;
    sequence: number;
    status: string;
    kind: string;
    episode: number;
    severity: string;
    accountId: string | null;
    accountName: string | null;
    contactId: string | null;
    segment: string | null;
    vertical: string | null;
    region: string | null;
    stage: string | null;
    annualRevenue: number | null;
    currency: string | null;
    /** @format date-time */
    renewalAt: string | null;
    revenueAtRisk: number | null;
    quadrant: string | null;
    scoreBefore: number | null;
    /** @format date-time */
    comparedWith: string | null;
    scoreAfter: number | null;
    threshold: number | null;
    evidence: number | null;
    verbatims: string[];
    owner: string;
    escalationLevel: number;
    notify: string[];
    /** @format date-time */
    openedAt: string;
    /** @format date-time */
    at: string;
    /** @format date-time */
    snoozedUntil: string | null;
    by: string | null;
    outcome: string | null;
    note: string | null;
    cause: string;
    causeEventId: string | null;
    summary: string;
    modelVersion: string;
    logPartition: number;
    logOffset: number;
    drivers: {
      driver: string;
      change: number;
      contribution: number;
      eventIds: string[];
    }[];
    state: string;
    stateBy: string | null;
    /** @format date-time */
    stateAt: string;
    reason: string;
    /** @format date-time */
    reasonAt: string;
  }[];
}

export interface V1AccountsTimelineListData {
  items: {
    eventId: string;
    kind: string;
    /** @format date-time */
    occurredAt: string;
    /** @format date-time */
    receivedAt: string;
    source: string;
    contactId: string | null;
    touchPoint: string | null;
    directness: string;
    reach: number | null;
    stage: string | null;
    channel: string | null;
    location: string | null;
    outcome: string | null;
    measures: Record<string, number>;
    text: string | null;
    language: string | null;
    sentiment: number | null;
    emotions: string[];
    effort: number | null;
    driver: string | null;
    value: number | null;
    weight: number | null;
    corrects: string | null;
    scoreAfter: number | null;
    attributes: Record<string, string>;
    modelVersion: string;
    logPartition: number;
    logOffset: number;
    survey: {
      surveyId: string;
      status: string;
      pattern: string;
      metric: string;
      score: number | null;
      scaleMin: number;
      scaleMax: number;
      higherIsBetter: boolean;
    };
  }[];
  nextCursor: string | null;
}

export interface V1AccountsHistoryListData {
  items: {
    /** @format date-time */
    at: string;
    score: number;
    evidence: number;
    band: string;
    quadrant: string | null;
    drivers: Record<string, number>;
    prior: number;
    trend7d: number | null;
    trend30d: number | null;
    engagement30d: number | null;
    cause: string;
    causeEventId: string | null;
    modelVersion: string;
    logPartition: number;
    logOffset: number;
  }[];
  nextCursor: string | null;
}

export interface V1AlertsListData {
  items: {
    isOpen: boolean;
    alertId: string;
    sequence: number;
    status: string;
    kind: string;
    episode: number;
    severity: string;
    accountId: string | null;
    accountName: string | null;
    contactId: string | null;
    segment: string | null;
    vertical: string | null;
    region: string | null;
    stage: string | null;
    annualRevenue: number | null;
    currency: string | null;
    /** @format date-time */
    renewalAt: string | null;
    revenueAtRisk: number | null;
    quadrant: string | null;
    scoreBefore: number | null;
    /** @format date-time */
    comparedWith: string | null;
    scoreAfter: number | null;
    threshold: number | null;
    evidence: number | null;
    verbatims: string[];
    owner: string;
    escalationLevel: number;
    notify: string[];
    /** @format date-time */
    openedAt: string;
    /** @format date-time */
    at: string;
    /** @format date-time */
    snoozedUntil: string | null;
    by: string | null;
    outcome: string | null;
    note: string | null;
    cause: string;
    causeEventId: string | null;
    summary: string;
    modelVersion: string;
    logPartition: number;
    logOffset: number;
    drivers: {
      driver: string;
      change: number;
      contribution: number;
      eventIds: string[];
    }[];
    state: string;
    stateBy: string | null;
    /** @format date-time */
    stateAt: string;
    reason: string;
    /** @format date-time */
    reasonAt: string;
  }[];
  nextCursor: string | null;
}

export interface V1AlertsDetailData {
  isOpen: boolean;
  alertId: string;
  sequence: number;
  status: string;
  kind: string;
  episode: number;
  severity: string;
  accountId: string | null;
  accountName: string | null;
  contactId: string | null;
  segment: string | null;
  vertical: string | null;
  region: string | null;
  stage: string | null;
  annualRevenue: number | null;
  currency: string | null;
  /** @format date-time */
  renewalAt: string | null;
  revenueAtRisk: number | null;
  quadrant: string | null;
  scoreBefore: number | null;
  /** @format date-time */
  comparedWith: string | null;
  scoreAfter: number | null;
  threshold: number | null;
  evidence: number | null;
  verbatims: string[];
  owner: string;
  escalationLevel: number;
  notify: string[];
  /** @format date-time */
  openedAt: string;
  /** @format date-time */
  at: string;
  /** @format date-time */
  snoozedUntil: string | null;
  by: string | null;
  outcome: string | null;
  note: string | null;
  cause: string;
  causeEventId: string | null;
  summary: string;
  modelVersion: string;
  logPartition: number;
  logOffset: number;
  drivers: {
    driver: string;
    change: number;
    contribution: number;
    eventIds: string[];
  }[];
  state: string;
  stateBy: string | null;
  /** @format date-time */
  stateAt: string;
  reason: string;
  /** @format date-time */
  reasonAt: string;
  steps: {
    alertId: string;
    sequence: number;
    status: string;
    kind: string;
    episode: number;
    severity: string;
    accountId: string | null;
    accountName: string | null;
    contactId: string | null;
    segment: string | null;
    vertical: string | null;
    region: string | null;
    stage: string | null;
    annualRevenue: number | null;
    currency: string | null;
    /** @format date-time */
    renewalAt: string | null;
    revenueAtRisk: number | null;
    quadrant: string | null;
    scoreBefore: number | null;
    /** @format date-time */
    comparedWith: string | null;
    scoreAfter: number | null;
    threshold: number | null;
    evidence: number | null;
    verbatims: string[];
    owner: string;
    escalationLevel: number;
    notify: string[];
    /** @format date-time */
    openedAt: string;
    /** @format date-time */
    at: string;
    /** @format date-time */
    snoozedUntil: string | null;
    by: string | null;
    outcome: string | null;
    note: string | null;
    cause: string;
    causeEventId: string | null;
    summary: string;
    modelVersion: string;
    logPartition: number;
    logOffset: number;
    drivers: {
      driver: string;
      change: number;
      contribution: number;
      eventIds: string[];
    }[];
  }[];
}

export interface V1AlertsActionsCreateData {
  actionId: string;
  loggedAt: {
    topic: string;
    partition: number;
    offset: number;
  };
  outcome: string;
  step?: {
    alertId: string;
    sequence: number;
    status: string;
    kind: string;
    episode: number;
    severity: string;
    accountId: string | null;
    accountName: string | null;
    contactId: string | null;
    segment: string | null;
    vertical: string | null;
    region: string | null;
    stage: string | null;
    annualRevenue: number | null;
    currency: string | null;
    /** @format date-time */
    renewalAt: string | null;
    revenueAtRisk: number | null;
    quadrant: string | null;
    scoreBefore: number | null;
    /** @format date-time */
    comparedWith: string | null;
    scoreAfter: number | null;
    threshold: number | null;
    evidence: number | null;
    verbatims: string[];
    owner: string;
    escalationLevel: number;
    notify: string[];
    /** @format date-time */
    openedAt: string;
    /** @format date-time */
    at: string;
    /** @format date-time */
    snoozedUntil: string | null;
    by: string | null;
    outcome: string | null;
    note: string | null;
    cause: string;
    causeEventId: string | null;
    summary: string;
    modelVersion: string;
    logPartition: number;
    logOffset: number;
    drivers: {
      driver: string;
      change: number;
      contribution: number;
      eventIds: string[];
    }[];
  };
  code?: string;
  reason?: string;
}

export interface V1PortfolioListData {
  accounts: {
    accountId: string;
    accountName: string | null;
    score: number;
    band: string;
    quadrant: string | null;
    segment: string | null;
    vertical: string | null;
    region: string | null;
    owner: string | null;
    annualRevenue: number | null;
    currency: string | null;
    trend7d: number | null;
    openAlerts: string[];
  }[];
}

export interface V1PortfolioBandsListData {
  days: {
    day: string;
    atRisk: number;
    watch: number;
    healthy: number;
    unknown: number;
    meanScore: number;
  }[];
}

export interface V1PortfolioSurveysListData {
  items: {
    group: string | null;
    pattern: string;
    n: number;
    value: number;
    low: number | null;
    high: number | null;
  }[];
}

export interface V1PortfolioResponseRatesListData {
  items: {
    group: string | null;
    sent: number;
    answered: number;
    value: number;
    low: number | null;
    high: number | null;
  }[];
}

export interface V1PortfolioGoalsListData {
  items: {
    metric: string;
    segment: string | null;
    region: string | null;
    target: number;
    actual: number | null;
    n: number;
    gap: number | null;
  }[];
}

export interface V1PortfolioRootCausesListData {
  items: {
    driver: string;
    stage: string | null;
    segment: string | null;
    drops: number;
    accounts: number;
    points: number;
  }[];
}

export interface V1FailedEventsListData {
  items: {
    failureId: string;
    /** @format date-time */
    at: string;
    step: string;
    code: string;
    reason: string;
    topic: string;
    partition: number;
    offset: number;
    /** @format date-time */
    receivedAt: string;
    attempts: number;
  }[];
  nextCursor: string | null;
}

export interface V1FailedEventsDetailData {
  failureId: string;
  /** @format date-time */
  at: string;
  step: string;
  code: string;
  reason: string;
  topic: string;
  partition: number;
  offset: number;
  /** @format date-time */
  receivedAt: string;
  attempts: number;
  keyBase64: string | null;
  valueBase64: string | null;
  headersBase64: Record<string, string>;
  decoded: {
    schemaId: number | null;
    schema: string | null;
    fields: {
      path: string;
      value: string;
      from: number;
      to: number;
      wrong: boolean;
    }[];
    fault: {
      path: string;
      at: number;
      reason: string;
    };
    wrongBytes: {
      from: number;
      to: number;
    };
  };
}

export interface V1FailedEventsReplayCreateData {
  failureId: string;
  topic: string;
  partition: number;
}

export interface V1SurveysPermissionListData {
  allowed: boolean;
  reason: string;
  /** @format date-time */
  from: string;
}

export interface V1RulesListData {
  modelVersion: string;
  within: {
    CRITICAL: number;
    HIGH: number;
    NORMAL: number;
  };
  lines: {
    alertBelow: number;
    criticalBelow: number;
    clearAt: number;
    healthyFrom: number;
    goodRevenue: number;
  };
  segments: {
    segment: string;
    within: {
      CRITICAL: number;
      HIGH: number;
      NORMAL: number;
    };
    lines: {
      alertBelow: number;
      criticalBelow: number;
      clearAt: number;
      healthyFrom: number;
      goodRevenue: number;
    };
  }[];
}

export interface V1AccountsExplanationListData {
  /** @format date-time */
  at: string;
  score: number;
  evidence: number;
  band: string;
  quadrant: string | null;
  prior: number;
  trend7d: number | null;
  trend30d: number | null;
  engagement30d: number | null;
  cause: string;
  causeEventId: string | null;
  modelVersion: string;
  logPartition: number;
  logOffset: number;
  drivers: {
    driver: string;
    contribution: number;
    contacts: {
      eventId: string;
      /** @format date-time */
      occurredAt: string;
      value: number | null;
      weight: number | null;
      outcome: string | null;
      metric: string | null;
      answer: number | null;
    }[];
  }[];
}

export interface V1SourcesListData {
  items: {
    source: string;
    /** @format date-time */
    lastReceivedAt: string;
    /** @format date-time */
    lastOccurredAt: string;
    contacts28d: number;
    perHourOfWeek: number[];
    isOut: boolean;
  }[];
}

export interface V1PortfolioRevenueAtRiskListData {
  items: {
    day: string;
    currency: string;
    atRisk: number;
    all: number;
  }[];
}

export interface V1PipelineListData {
  stages: {
    service: string;
    members: number;
    lag: number;
    inputs: {
      topic: string;
      lag: number;
      partitions: {
        partition: number;
        lag: number;
        /** @format date-time */
        readUntil: string | null;
      }[];
    }[];
  }[];
  latency: {
    interactions: number;
    p50Ms: number;
    p99Ms: number;
  };
}

export interface LiveListData {
  status: string;
}

export interface ReadyListData {
  status: string;
}

export type MetricsListData = string;

export type QueryParamsType = Record<string | number, any>;
export type ResponseFormat = keyof Omit<Body, "body" | "bodyUsed">;

export interface FullRequestParams extends Omit<RequestInit, "body"> {
  /** set parameter to `true` for call `securityWorker` for this request */
  secure?: boolean;
  /** request path */
  path: string;
  /** content type of request body */
  type?: ContentType;
  /** query params */
  query?: QueryParamsType;
  /** format of response (i.e. response.json() -> format: "json") */
  format?: ResponseFormat;
  /** request body */
  body?: unknown;
  /** base url */
  baseUrl?: string;
  /** request cancellation token */
  cancelToken?: CancelToken;
}

export type RequestParams = Omit<
  FullRequestParams,
  "body" | "method" | "query" | "path"
>;

export interface ApiConfig<SecurityDataType = unknown> {
  baseUrl?: string;
  baseApiParams?: Omit<RequestParams, "baseUrl" | "cancelToken" | "signal">;
  securityWorker?: (
    securityData: SecurityDataType | null,
  ) => Promise<RequestParams | void> | RequestParams | void;
  customFetch?: typeof fetch;
}

export interface HttpResponse<D extends unknown, E extends unknown = unknown>
  extends Response {
  data: D;
  error: E;
}

type CancelToken = Symbol | string | number;

export enum ContentType {
  Json = "application/json",
  JsonApi = "application/vnd.api+json",
  FormData = "multipart/form-data",
  UrlEncoded = "application/x-www-form-urlencoded",
  Text = "text/plain",
}

export class HttpClient<SecurityDataType = unknown> {
  public baseUrl: string = "";
  private securityData: SecurityDataType | null = null;
  private securityWorker?: ApiConfig<SecurityDataType>["securityWorker"];
  private abortControllers = new Map<CancelToken, AbortController>();
  private customFetch = (...fetchParams: Parameters<typeof fetch>) =>
    fetch(...fetchParams);

  private baseApiParams: RequestParams = {
    credentials: "same-origin",
    headers: {},
    redirect: "follow",
    referrerPolicy: "no-referrer",
  };

  constructor(apiConfig: ApiConfig<SecurityDataType> = {}) {
    Object.assign(this, apiConfig);
  }

  public setSecurityData = (data: SecurityDataType | null) => {
    this.securityData = data;
  };

  protected encodeQueryParam(key: string, value: any) {
    const encodedKey = encodeURIComponent(key);
    return `${encodedKey}=${encodeURIComponent(typeof value === "number" ? value : `${value}`)}`;
  }

  protected addQueryParam(query: QueryParamsType, key: string) {
    return this.encodeQueryParam(key, query[key]);
  }

  protected addArrayQueryParam(query: QueryParamsType, key: string) {
    const value = query[key];
    return value.map((v: any) => this.encodeQueryParam(key, v)).join("&");
  }

  protected toQueryString(rawQuery?: QueryParamsType): string {
    const query = rawQuery || {};
    const keys = Object.keys(query).filter(
      (key) => "undefined" !== typeof query[key],
    );
    return keys
      .map((key) =>
        Array.isArray(query[key])
          ? this.addArrayQueryParam(query, key)
          : this.addQueryParam(query, key),
      )
      .join("&");
  }

  protected addQueryParams(rawQuery?: QueryParamsType): string {
    const queryString = this.toQueryString(rawQuery);
    return queryString ? `?${queryString}` : "";
  }

  private contentFormatters: Record<ContentType, (input: any) => any> = {
    [ContentType.Json]: (input: any) =>
      input !== null && (typeof input === "object" || typeof input === "string")
        ? JSON.stringify(input)
        : input,
    [ContentType.JsonApi]: (input: any) =>
      input !== null && (typeof input === "object" || typeof input === "string")
        ? JSON.stringify(input)
        : input,
    [ContentType.Text]: (input: any) =>
      input !== null && typeof input !== "string"
        ? JSON.stringify(input)
        : input,
    [ContentType.FormData]: (input: any) => {
      if (input instanceof FormData) {
        return input;
      }

      return Object.keys(input || {}).reduce((formData, key) => {
        const property = input[key];
        formData.append(
          key,
          property instanceof Blob
            ? property
            : typeof property === "object" && property !== null
              ? JSON.stringify(property)
              : `${property}`,
        );
        return formData;
      }, new FormData());
    },
    [ContentType.UrlEncoded]: (input: any) => this.toQueryString(input),
  };

  protected mergeRequestParams(
    params1: RequestParams,
    params2?: RequestParams,
  ): RequestParams {
    return {
      ...this.baseApiParams,
      ...params1,
      ...(params2 || {}),
      headers: {
        ...(this.baseApiParams.headers || {}),
        ...(params1.headers || {}),
        ...((params2 && params2.headers) || {}),
      },
    };
  }

  protected createAbortSignal = (
    cancelToken: CancelToken,
  ): AbortSignal | undefined => {
    if (this.abortControllers.has(cancelToken)) {
      const abortController = this.abortControllers.get(cancelToken);
      if (abortController) {
        return abortController.signal;
      }
      return void 0;
    }

    const abortController = new AbortController();
    this.abortControllers.set(cancelToken, abortController);
    return abortController.signal;
  };

  public abortRequest = (cancelToken: CancelToken) => {
    const abortController = this.abortControllers.get(cancelToken);

    if (abortController) {
      abortController.abort();
      this.abortControllers.delete(cancelToken);
    }
  };

  public request = async <T = any, E = any>({
    body,
    secure,
    path,
    type,
    query,
    format,
    baseUrl,
    cancelToken,
    ...params
  }: FullRequestParams): Promise<T> => {
    const secureParams =
      ((typeof secure === "boolean" ? secure : this.baseApiParams.secure) &&
        this.securityWorker &&
        (await this.securityWorker(this.securityData))) ||
      {};
    const requestParams = this.mergeRequestParams(params, secureParams);
    const queryString = query && this.toQueryString(query);
    const payloadFormatter = this.contentFormatters[type || ContentType.Json];
    const responseFormat = format || requestParams.format;

    return this.customFetch(
      `${baseUrl || this.baseUrl || ""}${path}${queryString ? `?${queryString}` : ""}`,
      {
        ...requestParams,
        headers: {
          ...(requestParams.headers || {}),
          ...(type && type !== ContentType.FormData
            ? { "Content-Type": type }
            : {}),
        },
        signal:
          (cancelToken
            ? this.createAbortSignal(cancelToken)
            : requestParams.signal) || null,
        body:
          typeof body === "undefined" || body === null
            ? null
            : payloadFormatter(body),
      },
    ).then(async (response) => {
      const r = response as HttpResponse<T, E>;
      r.data = null as unknown as T;
      r.error = null as unknown as E;

      const responseToParse = responseFormat ? response.clone() : response;
      const data = !responseFormat
        ? r
        : await responseToParse[responseFormat]()
            .then((data) => {
              if (r.ok) {
                r.data = data;
              } else {
                r.error = data;
              }
              return r;
            })
            .catch((e) => {
              r.error = e;
              return r;
            });

      if (cancelToken) {
        this.abortControllers.delete(cancelToken);
      }

      if (!response.ok) throw data;
      return data.data;
    });
  };
}

/**
 * @title Customer experience
 * @version 1
 *
 * Accounts, scores and alerts. Errors are problem details (RFC 9457). Times are as in RFC 3339, with seconds and Z or an offset (2026-12-31T23:59:00+01:00), without leap seconds. Where there are API keys, or an issuer of tokens, each request carries one as a bearer; viewers read, operators also see what customers wrote and act on alerts, admins also replay failed events.
 */
export class Api<
  SecurityDataType extends unknown,
> extends HttpClient<SecurityDataType> {
  api = {
    /**
     * No description
     *
     * @name V1SessionList
     * @summary Who this is, and whether the api asks for it
     * @request GET:/api/v1/session
     * @secure
     */
    v1SessionList: (params: RequestParams = {}) =>
      this.request<
        V1SessionListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/session`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name V1SessionCreate
     * @summary Sign in: keeps the key in a cookie
     * @request POST:/api/v1/session
     * @secure
     */
    v1SessionCreate: (
      data: {
        /**
         * an API key, or a token of the issuer
         * @minLength 1
         * @maxLength 8192
         */
        key: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1SessionCreateData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/session`,
        method: "POST",
        body: data,
        secure: true,
        type: ContentType.Json,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name V1SessionDelete
     * @summary Sign out
     * @request DELETE:/api/v1/session
     * @secure
     */
    v1SessionDelete: (params: RequestParams = {}) =>
      this.request<
        V1SessionDeleteData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/session`,
        method: "DELETE",
        secure: true,
        ...params,
      }),

    /**
     * No description
     *
     * @name V1AccountsList
     * @summary Accounts by their latest score
     * @request GET:/api/v1/accounts
     * @secure
     */
    v1AccountsList: (
      query?: {
        /**
         * @maxItems 50
         * @minItems 1
         */
        band?: ("UNKNOWN" | "AT_RISK" | "WATCH" | "HEALTHY")[];
        /**
         * @maxItems 50
         * @minItems 1
         */
        segment?: string[];
        /**
         * @maxItems 50
         * @minItems 1
         */
        region?: string[];
        /**
         * @maxItems 50
         * @minItems 1
         */
        owner?: string[];
        /**
         * part of the account id or of its name
         * @minLength 1
         * @maxLength 256
         */
        q?: string;
        /**
         * with - in front: greatest first
         * @default "score"
         */
        sort?:
          | "score"
          | "-score"
          | "evidence"
          | "-evidence"
          | "trend7d"
          | "-trend7d"
          | "trend30d"
          | "-trend30d"
          | "annualRevenue"
          | "-annualRevenue"
          | "renewalAt"
          | "-renewalAt"
          | "lastContactAt"
          | "-lastContactAt"
          | "accountId";
        /**
         * @min 1
         * @max 200
         * @default 50
         */
        limit?: number;
        /**
         * nextCursor of the page before, with the same order and filters
         * @maxLength 2048
         */
        cursor?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1AccountsListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/accounts`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name V1AccountsDetail
     * @summary An account: latest score, drivers, CRM facts, open alerts
     * @request GET:/api/v1/accounts/{accountId}
     * @secure
     */
    v1AccountsDetail: (accountId: string, params: RequestParams = {}) =>
      this.request<
        V1AccountsDetailData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/accounts/${accountId}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name V1AccountsTimelineList
     * @summary Contacts of an account, the latest first
     * @request GET:/api/v1/accounts/{accountId}/timeline
     * @secure
     */
    v1AccountsTimelineList: (
      accountId: string,
      query?: {
        /**
         * from this time on
         * @format date-time
         */
        from?: string;
        /**
         * before this time
         * @format date-time
         */
        to?: string;
        /**
         * @min 1
         * @max 200
         * @default 50
         */
        limit?: number;
        /**
         * nextCursor of the page before, with the same order and filters
         * @maxLength 2048
         */
        cursor?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1AccountsTimelineListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/accounts/${accountId}/timeline`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name V1AccountsHistoryList
     * @summary Scores of an account, the latest first
     * @request GET:/api/v1/accounts/{accountId}/history
     * @secure
     */
    v1AccountsHistoryList: (
      accountId: string,
      query?: {
        /**
         * day: the last score of each UTC day
         * @default "all"
         */
        interval?: "all" | "day";
        /**
         * from this time on
         * @format date-time
         */
        from?: string;
        /**
         * before this time
         * @format date-time
         */
        to?: string;
        /**
         * @min 1
         * @max 200
         * @default 50
         */
        limit?: number;
        /**
         * nextCursor of the page before, with the same order and filters
         * @maxLength 2048
         */
        cursor?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1AccountsHistoryListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/accounts/${accountId}/history`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name V1AlertsList
     * @summary Alerts, the one opened last first
     * @request GET:/api/v1/alerts
     * @secure
     */
    v1AlertsList: (
      query?: {
        status?: "open" | "closed";
        /**
         * @maxItems 50
         * @minItems 1
         */
        kind?: (
          | "SCORE_BELOW"
          | "SCORE_DROP"
          | "LOW_SURVEY"
          | "SILENT"
          | "BURST"
          | "SOURCE_OUTAGE"
          | "MODEL_CHANGE"
        )[];
        /**
         * @maxItems 50
         * @minItems 1
         */
        severity?: ("NORMAL" | "HIGH" | "CRITICAL")[];
        /**
         * @maxItems 50
         * @minItems 1
         */
        owner?: string[];
        /**
         * @minLength 1
         * @maxLength 256
         */
        accountId?: string;
        /**
         * @min 1
         * @max 200
         * @default 50
         */
        limit?: number;
        /**
         * nextCursor of the page before, with the same order and filters
         * @maxLength 2048
         */
        cursor?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1AlertsListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/alerts`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name V1AlertsDetail
     * @summary An alert after its latest step, and all its steps
     * @request GET:/api/v1/alerts/{alertId}
     * @secure
     */
    v1AlertsDetail: (alertId: string, params: RequestParams = {}) =>
      this.request<
        V1AlertsDetailData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/alerts/${alertId}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Answers when the action is in the log (loggedAt) and the scorer has judged it: 200 with outcome applied and the new step, or refused with code and reason; 202 with outcome pending where that takes longer. Repeated with the same actionId, it gives the step that the action brought about the first time; another action under that id is a conflict.
     *
     * @name V1AlertsActionsCreate
     * @summary Act on an alert
     * @request POST:/api/v1/alerts/{alertId}/actions
     * @secure
     */
    v1AlertsActionsCreate: (
      alertId: string,
      data: {
        /**
         * repeated with the same id, an action is applied once; default: a new one
         * @minLength 1
         * @maxLength 256
         */
        actionId?: string;
        action: "ACKNOWLEDGE" | "ASSIGN" | "SNOOZE" | "CLOSE";
        /**
         * who acts, where nobody is asked who they are; else it is the name of the key or token
         * @minLength 1
         * @maxLength 256
         */
        by?: string;
        /**
         * for ASSIGN
         * @minLength 1
         * @maxLength 256
         */
        assignee?: string;
        /**
         * for SNOOZE
         * @format date-time
         */
        until?: string;
        /** for CLOSE */
        outcome?: "SAVED" | "NOT_SAVED" | "FALSE_ALARM";
        /** @maxLength 4000 */
        note?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1AlertsActionsCreateData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/alerts/${alertId}/actions`,
        method: "POST",
        body: data,
        secure: true,
        type: ContentType.Json,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name V1PortfolioList
     * @summary All accounts in short, at most 20000
     * @request GET:/api/v1/portfolio
     * @secure
     */
    v1PortfolioList: (params: RequestParams = {}) =>
      this.request<
        V1PortfolioListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/portfolio`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description An account whose evidence has faded has no score of the day, and is not counted; ClickHouse's view bands_by_day goes on with its last one.
     *
     * @name V1PortfolioBandsList
     * @summary Open accounts by band, as of the last score of each account and UTC day
     * @request GET:/api/v1/portfolio/bands
     * @secure
     */
    v1PortfolioBandsList: (
      query?: {
        /**
         * @min 1
         * @max 366
         * @default 30
         */
        days?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1PortfolioBandsListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/portfolio/bands`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description NPS: promoters (9, 10) less detractors (0 to 6), −100 to 100. CSAT: share of answers in the upper quarter of their scale (4 and 5 of 5), percent. CES: mean ease, 0 to 100, 100 the least effort, whichever way the scale runs; no interval below five answers. Past (TRANSACTION), present (RELATIONSHIP) and potential (STUDY) ask different questions and are not put together: a group is there once for each; pattern asks for one.
     *
     * @name V1PortfolioSurveysList
     * @summary NPS, CSAT or CES by group and pattern, with 95 % intervals
     * @request GET:/api/v1/portfolio/surveys
     * @secure
     */
    v1PortfolioSurveysList: (
      query?: {
        /** @default "NPS" */
        metric?: "NPS" | "CSAT" | "CES";
        /** @default "segment" */
        by?:
          | "segment"
          | "region"
          | "vertical"
          | "touchPoint"
          | "stage"
          | "pattern";
        /**
         * @min 1
         * @max 366
         * @default 90
         */
        days?: number;
        pattern?: "TRANSACTION" | "RELATIONSHIP" | "STUDY";
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1PortfolioSurveysListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/portfolio/surveys`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Of the surveys sent in these days, of all patterns, whenever the answer came, a survey that asks for two metrics counted for each; percent, Wilson's interval.
     *
     * @name V1PortfolioResponseRatesList
     * @summary Surveys sent by group, and the share that was answered, with 95 % intervals
     * @request GET:/api/v1/portfolio/response-rates
     * @secure
     */
    v1PortfolioResponseRatesList: (
      query?: {
        /** @default "segment" */
        by?:
          | "segment"
          | "region"
          | "vertical"
          | "touchPoint"
          | "stage"
          | "pattern";
        /**
         * @min 1
         * @max 366
         * @default 90
         */
        days?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1PortfolioResponseRatesListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/portfolio/response-rates`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description From the section goals of the model, or the table goals. NPS, CSAT and CES over the answers of 90 days to TRANSACTION and RELATIONSHIP surveys together, STUDY left out; SCORE: the open accounts' mean now; actual null: nothing to go by.
     *
     * @name V1PortfolioGoalsList
     * @summary Goals against what was reached, the furthest from it first
     * @request GET:/api/v1/portfolio/goals
     * @secure
     */
    v1PortfolioGoalsList: (params: RequestParams = {}) =>
      this.request<
        V1PortfolioGoalsListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/portfolio/goals`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description From the drivers of the step that opened each SCORE_DROP alert; points: what they took, added up. The stage is that of the first event behind the driver.
     *
     * @name V1PortfolioRootCausesList
     * @summary Touch point × stage × segment behind score drops, the most points first
     * @request GET:/api/v1/portfolio/root-causes
     * @secure
     */
    v1PortfolioRootCausesList: (
      query?: {
        /**
         * @min 1
         * @max 366
         * @default 90
         */
        days?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1PortfolioRootCausesListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/portfolio/root-causes`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name V1FailedEventsList
     * @summary Records that could not be processed, the latest first
     * @request GET:/api/v1/failed-events
     * @secure
     */
    v1FailedEventsList: (
      query?: {
        /**
         * @maxItems 50
         * @minItems 1
         */
        code?: string[];
        /**
         * @maxItems 50
         * @minItems 1
         */
        topic?: string[];
        /**
         * @min 1
         * @max 200
         * @default 50
         */
        limit?: number;
        /**
         * nextCursor of the page before, with the same order and filters
         * @maxLength 2048
         */
        cursor?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1FailedEventsListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/failed-events`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name V1FailedEventsDetail
     * @summary A failed event: its bytes, and its fields as far as they can be read, with what is wrong marked in both
     * @request GET:/api/v1/failed-events/{failureId}
     * @secure
     */
    v1FailedEventsDetail: (failureId: string, params: RequestParams = {}) =>
      this.request<
        V1FailedEventsDetailData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/failed-events/${failureId}`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Same bytes, key, headers and partition, so that an event that was scored after all is known by its id. 409 where it was replayed before and `again` is not set, or is no input.
     *
     * @name V1FailedEventsReplayCreate
     * @summary Publish the original record again, after its cause was mended
     * @request POST:/api/v1/failed-events/{failureId}/replay
     * @secure
     */
    v1FailedEventsReplayCreate: (
      failureId: string,
      data: {
        /**
         * also where it was replayed before
         * @default false
         */
        again?: boolean;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1FailedEventsReplayCreateData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/failed-events/${failureId}/replay`,
        method: "POST",
        body: data,
        secure: true,
        type: ContentType.Json,
        format: "json",
        ...params,
      }),

    /**
     * @description First the event `ready`: a list that is read after it misses nothing that the stream does not bring. Then `alert`, with a step as its data; steps can come twice, (alertId, sequence) tells; and every 15 s `heartbeat`: a stream that brings nothing for much longer is dead. Whoever comes back with the Last-Event-ID gets all that happened in between; where the log does not have that any more, `reset` comes before `ready`: forget what is known, and read the list anew.
     *
     * @name V1AlertsStreamList
     * @summary Steps of alerts as they happen, as server-sent events
     * @request GET:/api/v1/alerts/stream
     * @secure
     */
    v1AlertsStreamList: (
      query?: {
        /**
         * as the header Last-Event-ID, for clients that cannot set it
         * @maxLength 4096
         */
        lastEventId?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        any,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/alerts/stream`,
        method: "GET",
        query: query,
        secure: true,
        ...params,
      }),

    /**
     * @description By the model's contactFrequency, over the surveys that were sent to the contact or answered by it, whatever the account. Answers why, and from when on.
     *
     * @name V1SurveysPermissionList
     * @summary May this contact be surveyed now?
     * @request GET:/api/v1/surveys/permission
     * @secure
     */
    v1SurveysPermissionList: (
      query: {
        /**
         * @minLength 1
         * @maxLength 256
         */
        contactId: string;
        /**
         * asked for another moment than now
         * @format date-time
         */
        at?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1SurveysPermissionListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/surveys/permission`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Seconds by severity, and score lines: in general, and in the segments that have figures of their own in the model in force. Below alertBelow an alert opens and the band is AT_RISK; from healthyFrom on it is HEALTHY. From goodRevenue a year on, in whichever currency, an account is in the quadrant AT_RISK or MODEL, below it in DANGLING or GROWTH.
     *
     * @name V1RulesList
     * @summary How soon an alert is to be acknowledged before it escalates, and at which scores one opens
     * @request GET:/api/v1/rules
     * @secure
     */
    v1RulesList: (params: RequestParams = {}) =>
      this.request<
        V1RulesListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/rules`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description The latest score at or before `at`, as it was known then; each driver's contribution and its latest contacts that had been scored by then. Prior and contributions add up to the score.
     *
     * @name V1AccountsExplanationList
     * @summary Why the score was what it was, at any past moment
     * @request GET:/api/v1/accounts/{accountId}/explanation
     * @secure
     */
    v1AccountsExplanationList: (
      accountId: string,
      query?: {
        /**
         * default: now
         * @format date-time
         */
        at?: string;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1AccountsExplanationListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/accounts/${accountId}/explanation`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name V1SourcesList
     * @summary Publishing systems: when each was last heard of, its contacts by hour of the week (Monday 00:00 UTC first, mean of four weeks), and whether it has an outage
     * @request GET:/api/v1/sources
     * @secure
     */
    v1SourcesList: (params: RequestParams = {}) =>
      this.request<
        V1SourcesListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/sources`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description Of those whose revenue and currency are known. An account whose evidence has faded has no score of the day, and is left out; ClickHouse's view revenue_at_risk_by_day goes on with its last one.
     *
     * @name V1PortfolioRevenueAtRiskList
     * @summary Revenue a year of open accounts at risk, by day and currency; currencies are never added up
     * @request GET:/api/v1/portfolio/revenue-at-risk
     * @secure
     */
    v1PortfolioRevenueAtRiskList: (
      query?: {
        /**
         * @min 1
         * @max 366
         * @default 60
         */
        days?: number;
      },
      params: RequestParams = {},
    ) =>
      this.request<
        V1PortfolioRevenueAtRiskListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/portfolio/revenue-at-risk`,
        method: "GET",
        query: query,
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * @description By its consumer group; the notifier by those of its subscriptions. A lag is in records, control records of transactions included; members 0: it does not run. The sink's is without the timeline, which its archive takes in batches of some seconds: that stands among its inputs. readUntil: of a source partition, Kafka's time of the last record that the enricher has read and committed; null before the first, and for other services. latency: from Kafka's time of an event to that of its scored interaction, over the last 15 minutes; null: nothing came in, or ClickHouse does not answer.
     *
     * @name V1PipelineList
     * @summary Each service: how many processes of it run, and how many records lie before it
     * @request GET:/api/v1/pipeline
     * @secure
     */
    v1PipelineList: (params: RequestParams = {}) =>
      this.request<
        V1PipelineListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/api/v1/pipeline`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  health = {
    /**
     * No description
     *
     * @name LiveList
     * @summary Whether the process runs
     * @request GET:/health/live
     * @secure
     */
    liveList: (params: RequestParams = {}) =>
      this.request<
        LiveListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/health/live`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),

    /**
     * No description
     *
     * @name ReadyList
     * @summary Whether it can do its work, and what is missing
     * @request GET:/health/ready
     * @secure
     */
    readyList: (params: RequestParams = {}) =>
      this.request<
        ReadyListData,
        | {
            status: string;
            missing: string[];
          }
        | {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance?: string;
          }
      >({
        path: `/health/ready`,
        method: "GET",
        secure: true,
        format: "json",
        ...params,
      }),
  };
  metrics = {
    /**
     * No description
     *
     * @name MetricsList
     * @summary For Prometheus
     * @request GET:/metrics
     * @secure
     */
    metricsList: (params: RequestParams = {}) =>
      this.request<
        MetricsListData,
        {
          type: string;
          title: string;
          status: number;
          detail: string;
          instance?: string;
        }
      >({
        path: `/metrics`,
        method: "GET",
        secure: true,
        ...params,
      }),
  };
}
